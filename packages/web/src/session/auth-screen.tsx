// Connects the two forms to the engine and to the address bar.

import type { SessionSnapshot } from '@sotto/client'
import { Link } from '@tanstack/react-router'
import { Info } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { useCommand } from '../engine/use-command.ts'
import { AuthFrame } from './auth-frame.tsx'
import { useRecovery } from './recovery.ts'
import { SignInForm } from './sign-in-form.tsx'
import { SignUpForm } from './sign-up-form.tsx'

type SignedOut = Extract<SessionSnapshot, { state: 'signed-out' }>
type Props = { readonly mode: 'sign-up' | 'sign-in'; readonly reason: SignedOut['reason'] | undefined }

const linkClass = 'font-medium text-accent-text underline-offset-4 hover:underline'

export function AuthScreen({ mode, reason }: Props) {
  const { t } = useTranslation()
  const server = window.location.host
  const fresh = mode === 'sign-up'
  return (
    <AuthFrame>
      <header className="flex flex-col gap-1">
        <h1 className="text-2xl font-semibold tracking-tight">
          {fresh ? t('auth.signUpTitle') : t('auth.signInTitle')}
        </h1>
        <p className="text-base text-ink-quiet">
          {fresh ? t('auth.signUpText', { server }) : t('auth.signInText', { server })}
        </p>
      </header>
      {reason !== undefined && (
        <p
          role="status"
          className="flex items-start gap-2 rounded-md bg-sunken px-3 py-2.5 text-sm text-ink-soft"
        >
          <Info aria-hidden="true" className="mt-px size-4 shrink-0" />
          {t(`auth.reason.${reason}`)}
        </p>
      )}
      {fresh ? <SignUp /> : <SignIn />}
      <p className="text-base text-ink-quiet">
        {fresh ? t('auth.haveAccount') : t('auth.noAccount')}{' '}
        <Link to={fresh ? '/sign-in' : '/sign-up'} replace className={linkClass}>
          {fresh ? t('auth.signIn') : t('auth.signUp')}
        </Link>
      </p>
    </AuthFrame>
  )
}

function SignUp() {
  const { run, busy, failure } = useCommand('signUp')
  const recovery = useRecovery()
  async function signUp(account: string, password: string) {
    const server = window.location.origin
    recovery.set({ phase: 'coming' })
    const outcome = await run({ server, account, password })
    if (outcome.ok) {
      const { account: name, recoveryCode } = outcome.value
      recovery.set({ phase: 'shown', account: name, server, code: recoveryCode })
    } else recovery.set({ phase: 'none' })
  }
  return (
    <SignUpForm
      onSubmit={(account, password) => void signUp(account, password)}
      busy={busy}
      failure={failure}
    />
  )
}

function SignIn() {
  const { run, busy, failure } = useCommand('signIn')
  return (
    <SignInForm
      onSubmit={(account, password) => void run({ server: window.location.origin, account, password })}
      busy={busy}
      failure={failure}
    />
  )
}
