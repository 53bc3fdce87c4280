// A short form that gives something another name: Enter saves, Escape leaves it as it was.

import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from './button.tsx'
import { TextField } from './field.tsx'

type Props = {
  readonly label: string
  readonly initial: string
  readonly busy: boolean
  readonly error: string | undefined
  /** Given the name without the spaces around it, never an empty one. */
  readonly onSave: (name: string) => void
  readonly onClose: () => void
}

export function NameForm({ label, initial, busy, error, onSave, onClose }: Props) {
  const { t } = useTranslation()
  const [name, setName] = useState(initial)
  const trimmed = name.trim()

  function submit(event: FormEvent) {
    event.preventDefault()
    if (trimmed !== '') onSave(trimmed)
  }

  return (
    <form
      onSubmit={submit}
      onKeyDown={(event) => event.key === 'Escape' && onClose()}
      className="flex flex-col gap-3"
    >
      <TextField label={label} autoFocus maxLength={64} value={name} onValueChange={setName} error={error} />
      <div className="flex justify-end gap-2">
        <Button small onClick={onClose}>
          {t('common.cancel')}
        </Button>
        <Button small type="submit" tone="primary" busy={busy} disabled={trimmed === ''}>
          {t('details.save')}
        </Button>
      </div>
    </form>
  )
}
