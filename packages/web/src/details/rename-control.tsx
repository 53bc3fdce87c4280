// The group's name, and a way to change it.

import type { ConversationDetails } from '@sotto/client'
import { Pencil } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCommand } from '../engine/use-command.ts'
import { Button } from '../ui/button.tsx'
import { NameForm } from '../ui/name-form.tsx'

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
  const { run, busy, failure } = useCommand('renameGroup')

  async function save(name: string) {
    const outcome = await run({ conversation: details.conversation, name })
    if (outcome.ok) onClose()
  }

  return (
    <NameForm
      label={t('details.name')}
      initial={details.name}
      busy={busy}
      error={failure?.message}
      onSave={(name) => void save(name)}
      onClose={onClose}
    />
  )
}
