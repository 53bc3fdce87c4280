// Connects the two forms to the engine and to the address bar.

import type { SessionSnapshot } from '@sotto/client'
import { Link } from '@tanstack/react-router'
import { Info } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { useCommand } from '../engine/use-command.ts'
import { AuthFrame } from './auth-frame.tsx'
import { AskToForget, useForgetting } from './forgetting.tsx'
import { useRecovery } from './recovery.ts'
import { SignInForm } from './sign-in-form.tsx'
import { SignUpForm } from './sign-up-form.tsx'

type SignedOut = Extract<SessionSnapshot, { state: 'signed-out' }>
type Kept = SignedOut['kept']
type Props = {
  readonly mode: 'sign-up' | 'sign-in'
  readonly reason: SignedOut['reason'] | undefined
  /** Whose history is still on this device. */
  readonly kept: Kept
}

const linkClass = 'font-medium text-accent-text underline-offset-4 hover:underline'

export function AuthScreen({ mode, reason, kept }: Props) {
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
          <span>
            {t(`auth.reason.${reason}`)} {kept !== undefined && t('auth.kept', { name: kept.account })}
          </span>
        </p>
      )}
      {fresh ? <SignUp kept={kept} /> : <SignIn kept={kept} />}
      <p className="text-base text-ink-quiet">
        {fresh ? t('auth.haveAccount') : t('auth.noAccount')}{' '}
        <Link to={fresh ? '/sign-in' : '/sign-up'} replace className={linkClass}>
          {fresh ? t('auth.signIn') : t('auth.signUp')}
        </Link>
      </p>
    </AuthFrame>
  )
}

function SignUp({ kept }: Pick<Props, 'kept'>) {
  const recovery = useRecovery()
  const { run, busy, failure } = useCommand('signUp')
  const server = window.location.origin
  const forgetting = useForgetting(async (credentials) => {
    recovery.set({ phase: 'coming' })
    const outcome = await run({ server, ...credentials })
    if (outcome.ok) {
      const { account: name, recoveryCode } = outcome.value
      recovery.set({ phase: 'shown', account: name, server, code: recoveryCode })
    } else recovery.set({ phase: 'none' })
    return outcome
  })
  return (
    <>
      <SignUpForm
        onSubmit={forgetting.enter}
        busy={busy}
        failure={forgetting.asking === undefined ? failure : undefined}
      />
      <AskToForget {...forgetting} kept={kept} busy={busy} />
    </>
  )
}

function SignIn({ kept }: Pick<Props, 'kept'>) {
  const { run, busy, failure } = useCommand('signIn')
  const server = window.location.origin
  const forgetting = useForgetting((credentials) => run({ server, ...credentials }))
  return (
    <>
      <SignInForm
        onSubmit={forgetting.enter}
        busy={busy}
        failure={forgetting.asking === undefined ? failure : undefined}
      />
      <AskToForget {...forgetting} kept={kept} busy={busy} />
    </>
  )
}
