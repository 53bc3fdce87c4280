// A device wants to be signed in: where it asks from, the code to compare, and the password or a passkey, because an app
// that was left open must not be enough to give everything away.

import type { CodeAsked } from '@sotto/client'
import { TriangleAlert } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { OwnProofField, useOwnProof } from '../account/use-own-proof.tsx'
import { useCommand } from '../engine/use-command.ts'
import { useErrorFocus } from '../session/use-error-focus.ts'
import { Button } from '../ui/button.tsx'
import { FormError } from '../ui/form-error.tsx'
import { QuestionHeading } from './question-heading.tsx'
import { type Answered, useAskedWords } from './use-asked-words.ts'

type Props = {
  readonly code: string
  readonly asked: Extract<CodeAsked, { kind: 'device' }>
  readonly onAnswered: (how: Answered) => void
}

export function DeviceQuestion({ code, asked, onAnswered }: Props) {
  const { t } = useTranslation()
  const words = useAskedWords()
  const [tries, setTries] = useState(0)
  const admit = useCommand('admitDevice')
  const deny = useCommand('denyCode')
  const failure = admit.failure ?? deny.failure
  const form = useErrorFocus(tries, admit.failure)
  const proving = useOwnProof(tries > 0)
  const isBusy = admit.busy || proving.busy

  async function submit(event: FormEvent) {
    event.preventDefault()
    setTries(tries + 1)
    if (!proving.isReady || isBusy) return
    const owner = await proving.give()
    if (owner !== undefined && (await admit.run({ code, ...owner })).ok) onAnswered('admitted')
  }

  async function refuse() {
    if ((await deny.run({ code })).ok) onAnswered('refused')
  }

  return (
    <form ref={form} onSubmit={(event) => void submit(event)} noValidate className="flex flex-col gap-5">
      <QuestionHeading>{t('codes.device')}</QuestionHeading>
      <div className="flex flex-col gap-1 rounded-lg border border-line p-4">
        <p className="font-mono text-xl font-semibold tracking-wide [overflow-wrap:anywhere]">
          {words.shown(code)}
        </p>
        <p className="text-sm text-ink-soft">{t('codes.same')}</p>
        <p className="text-sm text-ink-quiet">{words.asked(asked)}</p>
      </div>
      <p className="flex items-start gap-2.5 rounded-md bg-warn-soft px-3 py-2.5 text-sm text-warn-text">
        <TriangleAlert aria-hidden="true" className="mt-px size-4 shrink-0" />
        {t('codes.deviceText')}
      </p>
      <OwnProofField proving={proving} label={t('codes.password')} missing={t('codes.needPassword')} />
      <FormError text={proving.problem ?? failure?.message} />
      <div className="flex flex-col gap-2">
        <Button type="submit" tone="primary" wide busy={isBusy}>
          {t(admit.busy ? 'codes.admitting' : 'codes.admit')}
        </Button>
        <Button wide tone="danger-quiet" busy={deny.busy} onClick={() => void refuse()}>
          {t('codes.refuse')}
        </Button>
      </div>
    </form>
  )
}
