// Back from the provider, signed out: on to the form for the account that the identity has, or to a new one.

import { Link, Navigate } from '@tanstack/react-router'
import { CircleAlert } from 'lucide-react'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { AuthFrame } from '../session/auth-frame.tsx'
import { useShownIdentity } from './shown-identity.ts'
import { useArrival } from './use-arrival.ts'

export function ArrivalScreen() {
  const { t } = useTranslation()
  const { identity, failure } = useArrival()
  const shown = useShownIdentity()
  const { set } = shown
  useEffect(() => {
    if (identity !== undefined) set(identity)
  }, [identity, set])
  if (identity !== undefined && shown.identity === identity) {
    return <Navigate to={identity.account === undefined ? '/sign-up' : '/sign-in'} replace />
  }
  return (
    <AuthFrame>
      <h1 className="text-2xl font-semibold tracking-tight">
        {t(failure === undefined ? 'sso.arriving' : 'sso.failed')}
      </h1>
      {failure === undefined ? (
        <p role="status" className="text-base text-ink-quiet">
          {t('sso.arrivingText')}
        </p>
      ) : (
        <>
          <p role="alert" className="flex items-start gap-2.5 text-base text-ink-soft">
            <CircleAlert aria-hidden="true" className="mt-0.5 size-5 shrink-0 text-danger-text" />
            <span>{failure.message}</span>
          </p>
          <Link
            to="/sign-in"
            replace
            className="font-medium text-accent-text underline-offset-4 hover:underline"
          >
            {t('sso.again')}
          </Link>
        </>
      )}
    </AuthFrame>
  )
}
