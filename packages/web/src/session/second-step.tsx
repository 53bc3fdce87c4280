// The second step of entering an account: a code, or a passkey, after everything else was right.

import type { Failure, Outcome, SecondFactorGiven } from '@sotto/client'
import { Fingerprint, ShieldCheck } from 'lucide-react'
import { type FormEvent, type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { usePasskeys } from '../account/passkey-door.ts'
import { useShowPasskey } from '../account/use-passkey.ts'
import { Button } from '../ui/button.tsx'
import { TextField } from '../ui/field.tsx'
import { FormError } from '../ui/form-error.tsx'
import { useErrorFocus } from './use-error-focus.ts'

type Kinds = NonNullable<Failure['secondFactor']>['has']

export type SecondStep<C> = {
  /** What the account has, while it is asked for. */
  readonly has: Kinds | undefined
  readonly enter: (credentials: C) => Promise<Outcome<unknown>>
  readonly answer: (given: SecondFactorGiven) => void
  readonly back: () => void
}

/** `run` is asked again with the answer, and with everything that it was given before. */
export function useSecondStep<C extends object>(
  run: (credentials: C & { secondFactor?: SecondFactorGiven }) => Promise<Outcome<unknown>>,
): SecondStep<C> {
  const [asked, setAsked] = useState<{ readonly credentials: C; readonly has: Kinds }>()
  async function enter(credentials: C & { secondFactor?: SecondFactorGiven }) {
    const outcome = await run(credentials)
    const factor = outcome.ok ? undefined : outcome.error.secondFactor
    setAsked(factor && { credentials, has: factor.has })
    return outcome
  }
  return {
    has: asked?.has,
    enter,
    answer: (secondFactor) => asked !== undefined && void enter({ ...asked.credentials, secondFactor }),
    back: () => setAsked(undefined),
  }
}

/** What the first form says of it: a question for more is no failure of what was typed there. */
export function ofFirstStep(failure: Failure | undefined): Failure | undefined {
  return failure?.secondFactor === undefined ? failure : undefined
}

type Props = {
  readonly step: Pick<SecondStep<never>, 'has' | 'answer' | 'back'>
  readonly busy: boolean
  readonly failure: Failure | undefined
  /** The first step; it keeps what was typed in it. */
  readonly children: ReactNode
}

export function InTwoSteps({ step, busy, failure, children }: Props) {
  return (
    <>
      <div hidden={step.has !== undefined}>{children}</div>
      {step.has !== undefined && <SecondForm {...step} has={step.has} busy={busy} failure={failure} />}
    </>
  )
}

type FormProps = Omit<Props, 'step' | 'children'> & {
  readonly has: Kinds
  readonly answer: (given: SecondFactorGiven) => void
  readonly back: () => void
}

function SecondForm({ has, answer, back, busy, failure }: FormProps) {
  const { t } = useTranslation()
  const { canUse } = usePasskeys()
  const takesCode = has.includes('authenticator') || has.includes('backup')
  const takesPasskey = has.includes('passkey') && canUse()
  return (
    <section aria-label={t('account.second.title')} className="flex flex-col gap-5">
      <p role="status" className="flex items-start gap-2.5 text-base text-ink-soft">
        <ShieldCheck aria-hidden="true" className="mt-0.5 size-5 shrink-0 text-accent-text" />
        <span>{t(takesCode ? 'account.second.text' : 'account.second.passkeyText')}</span>
      </p>
      {takesCode && <CodeForm {...{ has, answer, busy, failure }} />}
      {takesPasskey && (
        <PasskeyAnswer
          answer={answer}
          busy={busy}
          failure={takesCode ? undefined : failure}
          alone={!takesCode}
        />
      )}
      <Button tone="quiet" wide onClick={back}>
        {t('common.back')}
      </Button>
    </section>
  )
}

function CodeForm({ has, answer, busy, failure }: Omit<FormProps, 'back'>) {
  const { t } = useTranslation()
  const [code, setCode] = useState('')
  const [tries, setTries] = useState(0)
  const form = useErrorFocus(tries, failure)
  const hasApp = has.includes('authenticator')
  const wrong = failure?.code === 'second_factor_wrong' ? failure.message : undefined

  function submit(event: FormEvent) {
    event.preventDefault()
    setTries(tries + 1)
    if (code.trim() !== '' && !busy) answer({ code })
  }

  return (
    <form ref={form} onSubmit={submit} noValidate className="flex flex-col gap-5">
      <TextField
        label={t(hasApp ? 'account.second.code' : 'account.second.backup')}
        name="one-time-code"
        autoComplete="one-time-code"
        autoFocus
        spellCheck={false}
        value={code}
        onValueChange={setCode}
        error={tries > 0 && code.trim() === '' ? t('account.second.needCode') : wrong}
        hint={hasApp && has.includes('backup') ? t('account.second.hint') : undefined}
      />
      <FormError text={otherThan(failure)} />
      <Button type="submit" tone="primary" wide busy={busy}>
        {busy ? t('auth.signingIn') : t('account.second.submit')}
      </Button>
    </form>
  )
}

/** The question itself is no failure. */
function otherThan(failure: Failure | undefined): string | undefined {
  const known = ['second_factor_required', 'second_factor_wrong']
  return failure === undefined || known.includes(failure.code) ? undefined : failure.message
}

type AnswerProps = Pick<FormProps, 'answer' | 'busy' | 'failure'> & { readonly alone: boolean }

function PasskeyAnswer({ answer, busy, failure, alone }: AnswerProps) {
  const { t } = useTranslation()
  const { show, problem } = useShowPasskey()

  async function ask() {
    const shown = await show()
    if (shown !== undefined) answer({ passkey: shown.passkey })
  }

  const wrong = failure?.code === 'second_factor_wrong' ? failure.message : otherThan(failure)
  return (
    <div className="flex flex-col gap-3">
      <FormError text={problem ?? wrong} />
      <Button tone={alone ? 'primary' : 'plain'} wide busy={busy} onClick={() => void ask()}>
        <Fingerprint aria-hidden="true" className="size-4.5" />
        {t('account.second.passkey')}
      </Button>
    </div>
  )
}
