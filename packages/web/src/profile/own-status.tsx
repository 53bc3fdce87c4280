// The own face above the list: shows how one is just now, and opens the status.

import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAccount } from '../engine/use-account.ts'
import { PersonAvatar } from './person-avatar.tsx'
import { usePerson } from './use-person.ts'

const StatusDialog = lazy(() => import('./status-dialog.tsx'))

export function OwnStatus() {
  const { t } = useTranslation()
  const { account } = useAccount()
  const person = usePerson(account)
  const [open, setOpen] = useState(false)
  if (person === undefined) return null
  const isHidden = person.hiddenUntil !== undefined && person.hiddenUntil !== 0
  const kind = isHidden ? 'hidden' : (person.status?.kind ?? 'none')
  const label = t('profile.statusNow', { status: t(`profile.kinds.${kind}`) })
  return (
    <>
      <button
        type="button"
        aria-label={label}
        title={label}
        onClick={() => setOpen(true)}
        className="grid size-10 place-items-center rounded-full hover:bg-hover"
      >
        <PersonAvatar account={account} size="sm" presence={isHidden ? 'offline' : 'online'} />
      </button>
      <Suspense>{open && <StatusDialog person={person} onClose={() => setOpen(false)} />}</Suspense>
    </>
  )
}
