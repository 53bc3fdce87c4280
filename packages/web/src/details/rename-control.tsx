// The group's name, and a way to change it.

import type { ConversationDetails } from '@sotto/client'
import { Pencil } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCommand } from '../engine/use-command.ts'
import { Button } from '../ui/button.tsx'
import { TextField } from '../ui/field.tsx'

export function RenameControl({ details }: { readonly details: ConversationDetails }) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  if (open) return <RenameForm details={details} onClose={() => setOpen(false)} />
  return (
    <Button small tone="quiet" className="-mt-3 self-center" onClick={() => setOpen(true)}>
      <Pencil aria-hidden="true" className="size-4" />
      {t('details.rename')}
    </Button>
  )
}

type FormProps = { readonly details: ConversationDetails; readonly onClose: () => void }

function RenameForm({ details, onClose }: FormProps) {
  const { t } = useTranslation()
  const [name, setName] = useState(details.name)
  const { run, busy, failure } = useCommand('renameGroup')

  async function submit(event: FormEvent) {
    event.preventDefault()
    if (name.trim() === '') return
    const outcome = await run({ conversation: details.conversation, name: name.trim() })
    if (outcome.ok) onClose()
  }

  return (
    <form
      onSubmit={(event) => void submit(event)}
      onKeyDown={(event) => event.key === 'Escape' && onClose()}
      className="flex flex-col gap-3"
    >
      <TextField
        label={t('details.name')}
        autoFocus
        maxLength={64}
        value={name}
        onValueChange={setName}
        error={failure?.message}
      />
      <div className="flex justify-end gap-2">
        <Button small onClick={onClose}>
          {t('common.cancel')}
        </Button>
        <Button small type="submit" tone="primary" busy={busy} disabled={name.trim() === ''}>
          {t('details.save')}
        </Button>
      </div>
    </form>
  )
}
