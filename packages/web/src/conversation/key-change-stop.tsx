// Stands where the composer was when somebody's account key changed: says whose, shows the number that is
// decided about, and waits.

import type { ConversationDetails, KeySnapshot } from '@sotto/client'
import { ShieldAlert } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCommand } from '../engine/use-command.ts'
import { Button } from '../ui/button.tsx'
import { ConfirmDialog } from '../ui/dialog.tsx'

type Choice = 'accept' | 'keep' | 'block'
type Props = { readonly details: ConversationDetails; readonly changed: KeySnapshot }

export function KeyChangeStop({ details, changed }: Props) {
  const { t } = useTranslation()
  const [asking, setAsking] = useState<Choice>()
  const { account: name, offered, declined, wasVerified } = changed
  const isDeclined = offered === undefined
  const title = isDeclined ? t('keyChange.declinedTitle', { name }) : t('keyChange.title', { name })
  return (
    <section
      aria-label={title}
      className="flex shrink-0 flex-col gap-3 border-t border-line bg-warn-soft px-4 py-4"
    >
      <div className="mx-auto flex w-full max-w-2xl items-start gap-3">
        <ShieldAlert aria-hidden="true" className="mt-0.5 size-5 shrink-0 text-warn-text" />
        <div className="flex flex-col gap-1">
          <h2 className="font-semibold text-warn-text">{title}</h2>
          <p className="text-sm text-ink-soft">
            {isDeclined && t('keyChange.declinedText', { name })}
            {!isDeclined &&
              (wasVerified ? t('keyChange.verifiedText', { name }) : t('keyChange.text', { name }))}
          </p>
          <Digits label={t('keyChange.newNumber')} digits={offered ?? declined ?? ''} />
          <div className="mt-2 flex flex-wrap gap-2">
            <Button small onClick={() => setAsking('accept')}>
              {t('keyChange.accept')}
            </Button>
            {!isDeclined && (
              <Button small onClick={() => setAsking('keep')}>
                {t('keyChange.keep')}
              </Button>
            )}
            <Button small tone="danger-quiet" onClick={() => setAsking('block')}>
              {t('keyChange.block', { name })}
            </Button>
          </div>
        </div>
      </div>
      {asking !== undefined && (
        <Question
          key={details.conversation}
          choice={asking}
          changed={changed}
          onClose={() => setAsking(undefined)}
        />
      )}
    </section>
  )
}

function Digits({ label, digits }: { readonly label: string; readonly digits: string }) {
  return (
    <p className="mt-1 text-sm text-ink-soft">
      {label}{' '}
      <span className="font-mono tabular-nums text-ink select-all" translate="no">
        {digits}
      </span>
    </p>
  )
}

type QuestionProps = {
  readonly choice: Choice
  readonly changed: KeySnapshot
  readonly onClose: () => void
}

/** What is decided about is the number that stood here when the dialog opened. */
function Question({ choice, changed, onClose }: QuestionProps) {
  const { t } = useTranslation()
  const { account, number: known } = changed
  const [number] = useState(changed.offered ?? changed.declined ?? '')
  const accept = useCommand('acceptKey')
  const keep = useCommand('rejectKey')
  const block = useCommand('block')
  const { busy, failure } = { accept, keep, block }[choice]
  const words = {
    accept: ['keyChange.acceptTitle', 'keyChange.acceptText', 'keyChange.accept'],
    keep: ['keyChange.keepTitle', 'keyChange.keepText', 'keyChange.keep'],
    block: ['details.blockTitle', 'details.blockText', 'details.blockAction'],
  } as const
  const [title, text, action] = words[choice]

  async function confirm() {
    const outcome =
      choice === 'block'
        ? await block.run({ account })
        : await (choice === 'accept' ? accept : keep).run({ account, number })
    if (outcome.ok) onClose()
  }

  return (
    <ConfirmDialog
      title={t(title, { name: account })}
      text={
        <>
          <p>{t(text, { name: account })}</p>
          {choice !== 'block' && <Digits label={t('keyChange.newNumber')} digits={number} />}
          {choice !== 'block' && <Digits label={t('keyChange.oldNumber')} digits={known} />}
        </>
      }
      action={t(action)}
      busy={busy}
      error={failure?.message}
      onConfirm={() => void confirm()}
      onClose={onClose}
    />
  )
}
