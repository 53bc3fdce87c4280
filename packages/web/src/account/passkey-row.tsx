// One passkey in the list, with its name and its end in its owner's hands.

import type { PasskeySnapshot } from '@sotto/client'
import { Fingerprint, Pencil, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCommand } from '../engine/use-command.ts'
import { IconButton } from '../ui/button.tsx'
import { NameForm } from '../ui/name-form.tsx'

type Props = { readonly passkey: PasskeySnapshot; readonly onRemove: () => void }

export function PasskeyRow({ passkey, onRemove }: Props) {
  const { t, i18n } = useTranslation()
  const [renaming, setRenaming] = useState(false)
  const { name, opens, synced, added, used } = passkey
  const days = new Intl.DateTimeFormat(i18n.language, { dateStyle: 'medium' })
  const kind = opens ? t('account.passkey.opens') : t('account.passkey.second')
  const times =
    used === undefined
      ? t('account.passkey.addedOn', { when: days.format(added) })
      : t('account.passkey.usedOn', { when: days.format(used) })
  return (
    <li className="flex flex-col gap-3 p-4">
      <div className="flex items-center gap-4">
        <Fingerprint aria-hidden="true" className="size-5 shrink-0 text-ink-quiet" />
        <div className="min-w-0 flex-1">
          <p className="font-medium [overflow-wrap:anywhere]">{name}</p>
          <p className="text-sm text-ink-soft">
            {kind} {synced && t('account.passkey.synced')}
          </p>
          <p className="text-sm text-ink-quiet">{times}</p>
        </div>
        <IconButton small label={t('account.passkey.rename', { name })} onClick={() => setRenaming(true)}>
          <Pencil aria-hidden="true" className="size-4" />
        </IconButton>
        <IconButton
          small
          tone="danger-quiet"
          label={t('account.passkey.remove', { name })}
          onClick={onRemove}
        >
          <Trash2 aria-hidden="true" className="size-4" />
        </IconButton>
      </div>
      {renaming && <Rename passkey={passkey} onClose={() => setRenaming(false)} />}
    </li>
  )
}

function Rename({ passkey, onClose }: { readonly passkey: PasskeySnapshot; readonly onClose: () => void }) {
  const { t } = useTranslation()
  const { run, busy, failure } = useCommand('renamePasskey')

  async function save(name: string) {
    const outcome = await run({ id: passkey.id, name })
    if (outcome.ok) onClose()
  }

  return (
    <NameForm
      label={t('account.passkey.name')}
      initial={passkey.name}
      busy={busy}
      error={failure?.message}
      onSave={(name) => void save(name)}
      onClose={onClose}
    />
  )
}
