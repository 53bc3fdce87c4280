// Asks for two groups of the recovery code, with a way on for whoever has lost it.

import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCommand } from '../engine/use-command.ts'
import { useErrorFocus } from '../session/use-error-focus.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { TextField } from '../ui/field.tsx'
import { FormError } from '../ui/form-error.tsx'
import { FormBody } from './form-parts.tsx'

type Props = {
  /** Which groups, counted from 1. */
  readonly groups: readonly number[]
  readonly onClose: () => void
  readonly onLost: () => void
}

export function Reminder({ groups, onClose, onLost }: Props) {
  const { t } = useTranslation()
  const [typed, setTyped] = useState<readonly string[]>(groups.map(() => ''))
  const [tries, setTries] = useState(0)
  const answer = useCommand('answerReminder')
  const postpone = useCommand('postponeReminder')
  const form = useErrorFocus(tries, answer.failure)

  async function submit(event: FormEvent) {
    event.preventDefault()
    setTries(tries + 1)
    if (!answer.busy && (await answer.run({ groups: typed })).ok) onClose()
  }
  async function later() {
    if ((await postpone.run()).ok) onClose()
  }

  return (
    <Dialog title={t('account.reminder.title')} onClose={onClose}>
      <FormBody formRef={form} onSubmit={(event) => void submit(event)} text={t('account.reminder.text')}>
        <div className="grid grid-cols-2 gap-3">
          {groups.map((group, at) => (
            <TextField
              key={group}
              label={t('account.reminder.group', { number: group })}
              autoCapitalize="characters"
              spellCheck={false}
              maxLength={8}
              value={typed[at] ?? ''}
              onValueChange={(value) => setTyped(typed.with(at, value.toUpperCase()))}
            />
          ))}
        </div>
        <FormError text={(answer.failure ?? postpone.failure)?.message} />
        <div className="flex flex-col gap-2">
          <Button type="submit" tone="primary" wide busy={answer.busy}>
            {t('account.reminder.right')}
          </Button>
          <Button wide onClick={onLost}>
            {t('account.reminder.lost')}
          </Button>
          <Button tone="plain" wide busy={postpone.busy} onClick={() => void later()}>
            {t('account.reminder.later')}
          </Button>
        </div>
      </FormBody>
    </Dialog>
  )
}
