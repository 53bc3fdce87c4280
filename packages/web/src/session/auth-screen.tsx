// Connects the forms by which one enters an account to the engine and to the address bar.

import type { SessionSnapshot } from '@sotto/client'
import { Link } from '@tanstack/react-router'
import { Info } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { useCommand } from '../engine/use-command.ts'
import { BeforeForm } from '../sso/before-form.tsx'
import { ProviderButton } from '../sso/provider-button.tsx'
import { useShownIdentity, useTicket } from '../sso/shown-identity.ts'
import { useProvider } from '../sso/use-provider.ts'
import { AuthFrame } from './auth-frame.tsx'
import { AskToForget, type PasswordGiven, useForgetting } from './forgetting.tsx'
import { KeyFileForm, type KeyFileGiven } from './key-file-form.tsx'
import { OtherDevice } from './other-device.tsx'
import { PasskeyButton } from './passkey-button.tsx'
import { RecoverForm, type RecoverGiven } from './recover-form.tsx'
import { useRecovery } from './recovery.ts'
import { InTwoSteps, ofFirstStep, useSecondStep } from './second-step.tsx'
import { SignInForm } from './sign-in-form.tsx'
import { SignUpForm } from './sign-up-form.tsx'

type SignedOut = Extract<SessionSnapshot, { state: 'signed-out' }>
export type AuthMode = 'sign-up' | 'sign-in' | 'recover' | 'key-file' | 'other-device'
type Kept = SignedOut['kept']
type Props = {
  readonly mode: AuthMode
  readonly reason: SignedOut['reason'] | undefined
  /** Whose history is still on this device. */
  readonly kept: Kept
}

const linkClass = 'font-medium text-accent-text underline-offset-4 hover:underline'

const forms = {
  'sign-up': SignUp,
  'sign-in': SignIn,
  recover: Recover,
  'key-file': KeyFile,
  'other-device': OtherDevice,
} as const

export function AuthScreen({ mode, reason, kept }: Props) {
  const Form = forms[mode]
  const provider = useProvider()
  const { identity } = useShownIdentity()
  const isEntrance = mode === 'sign-in' || mode === 'sign-up'
  // another device stands in for the provider (SSO-5)
  const asked = mode === 'other-device' ? undefined : provider
  return (
    <AuthFrame>
      <Title mode={mode} />
      {reason !== undefined && <Reason reason={reason} kept={kept} />}
      <BeforeForm provider={asked}>
        <Form key={identity?.ticket} kept={kept} />
        {provider !== undefined && identity === undefined && isEntrance && (
          <ProviderButton provider={provider} />
        )}
      </BeforeForm>
      <Others mode={mode} />
    </AuthFrame>
  )
}

const words = {
  'sign-up': ['auth.signUpTitle', 'auth.signUpText'],
  'sign-in': ['auth.signInTitle', 'auth.signInText'],
  recover: ['account.recover.title', 'account.recover.text'],
  'key-file': ['account.keys.title', 'account.keys.text'],
  'other-device': ['otherDevice.title', 'otherDevice.text'],
} as const

function Title({ mode }: Pick<Props, 'mode'>) {
  const { t } = useTranslation()
  const [title, text] = words[mode]
  return (
    <header className="flex flex-col gap-1">
      <h1 className="text-2xl font-semibold tracking-tight">{t(title)}</h1>
      <p className="text-base text-ink-quiet">{t(text, { server: window.location.host })}</p>
    </header>
  )
}

type ReasonProps = { readonly reason: NonNullable<SignedOut['reason']>; readonly kept: Kept }

function Reason({ reason, kept }: ReasonProps) {
  const { t } = useTranslation()
  return (
    <p
      role="status"
      className="flex items-start gap-2 rounded-md bg-sunken px-3 py-2.5 text-sm text-ink-soft"
    >
      <Info aria-hidden="true" className="mt-px size-4 shrink-0" />
      <span>
        {t(`auth.reason.${reason}`)} {kept !== undefined && t('auth.kept', { name: kept.account })}
      </span>
    </p>
  )
}

/** The way to the other forms. */
function Others({ mode }: Pick<Props, 'mode'>) {
  const { t } = useTranslation()
  if (mode === 'other-device') {
    return (
      <Link to="/sign-in" replace className={linkClass}>
        {t('account.recover.back')}
      </Link>
    )
  }
  if (mode === 'recover' || mode === 'key-file') {
    return (
      <div className="flex flex-col items-start gap-2 text-base">
        <Link to="/sign-in" replace className={linkClass}>
          {t('account.recover.back')}
        </Link>
        <Link to={mode === 'recover' ? '/key-file' : '/recover'} replace className={linkClass}>
          {mode === 'recover' ? t('account.recover.file') : t('account.recover.title')}
        </Link>
        <p className="mt-2 text-sm text-ink-quiet">{t('account.recover.final')}</p>
      </div>
    )
  }
  const fresh = mode === 'sign-up'
  return (
    <div className="flex flex-col items-start gap-2 text-base">
      {!fresh && (
        <>
          <Link to="/other-device" replace className={linkClass}>
            {t('otherDevice.title')}
          </Link>
          <Link to="/recover" replace className={linkClass}>
            {t('account.recover.link')}
          </Link>
          <Link to="/key-file" replace className={linkClass}>
            {t('account.recover.file')}
          </Link>
        </>
      )}
      <p className={fresh ? 'text-ink-quiet' : 'mt-2 text-ink-quiet'}>
        {fresh ? t('auth.haveAccount') : t('auth.noAccount')}{' '}
        <Link to={fresh ? '/sign-in' : '/sign-up'} replace className={linkClass}>
          {fresh ? t('auth.signIn') : t('auth.signUp')}
        </Link>
      </p>
    </div>
  )
}

function SignUp({ kept }: Pick<Props, 'kept'>) {
  const ticket = useTicket()
  const recovery = useRecovery()
  const { run, busy, failure } = useCommand('signUp')
  const server = window.location.origin
  const forgetting = useForgetting(async (credentials) => {
    recovery.set({ phase: 'coming', mode: 'sign-up' })
    const outcome = await run({ server, ...credentials, ...ticket })
    if (outcome.ok) {
      const { account: name, recoveryCode } = outcome.value
      recovery.set({ phase: 'shown', account: name, server, code: recoveryCode })
    } else recovery.set({ phase: 'none' })
    return outcome
  })
  return (
    <>
      <SignUpForm
        onSubmit={(account, password) => forgetting.enter({ account, password })}
        busy={busy}
        failure={forgetting.asking === undefined ? failure : undefined}
      />
      <AskToForget {...forgetting} kept={kept} busy={busy} />
    </>
  )
}

function SignIn({ kept }: Pick<Props, 'kept'>) {
  const ticket = useTicket()
  const { run, busy, failure } = useCommand('signIn')
  const server = window.location.origin
  const step = useSecondStep<PasswordGiven>((credentials) => run({ server, ...credentials, ...ticket }))
  const forgetting = useForgetting(step.enter)
  const shown = forgetting.asking === undefined ? ofFirstStep(failure) : undefined
  return (
    <>
      <InTwoSteps step={step} busy={busy} failure={failure}>
        <div className="flex flex-col gap-5">
          <SignInForm
            onSubmit={(account, password) => forgetting.enter({ account, password })}
            busy={busy}
            failure={shown}
          />
          <PasskeyButton kept={kept} />
        </div>
      </InTwoSteps>
      <AskToForget {...forgetting} kept={kept} busy={busy} />
    </>
  )
}

function Recover({ kept }: Pick<Props, 'kept'>) {
  const ticket = useTicket()
  const { run, busy, failure } = useCommand('recover')
  const recovery = useRecovery()
  const server = window.location.origin
  const step = useSecondStep<RecoverGiven>(async (given) => {
    recovery.set({ phase: 'coming', mode: 'recover' })
    const outcome = await run({ server, ...given, ...ticket })
    if (outcome.ok) {
      const { account, recoveryCode } = outcome.value
      recovery.set({ phase: 'shown', account, server, code: recoveryCode })
    } else recovery.set({ phase: 'none' })
    return outcome
  })
  const forgetting = useForgetting(step.enter)
  return (
    <>
      <InTwoSteps step={step} busy={busy} failure={failure}>
        <RecoverForm
          onSubmit={forgetting.enter}
          busy={busy}
          failure={forgetting.asking === undefined ? ofFirstStep(failure) : undefined}
        />
      </InTwoSteps>
      <AskToForget {...forgetting} kept={kept} busy={busy} />
    </>
  )
}

function KeyFile({ kept }: Pick<Props, 'kept'>) {
  const ticket = useTicket()
  const { run, busy, failure } = useCommand('signInWithKeys')
  const server = window.location.origin
  const step = useSecondStep<KeyFileGiven>((given) => run({ server, ...given, ...ticket }))
  const forgetting = useForgetting(step.enter)
  return (
    <>
      <InTwoSteps step={step} busy={busy} failure={failure}>
        <KeyFileForm
          onSubmit={forgetting.enter}
          busy={busy}
          failure={forgetting.asking === undefined ? ofFirstStep(failure) : undefined}
        />
      </InTwoSteps>
      <AskToForget {...forgetting} kept={kept} busy={busy} />
    </>
  )
}
