// The local store can't be opened or written: nothing goes on until it can. One that is damaged can be given up for
// what the account's archive has.

import type { Failure } from '@sotto/client'
import { HardDrive } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCommand } from '../engine/use-command.ts'
import { Button } from '../ui/button.tsx'
import { ConfirmDialog } from '../ui/dialog.tsx'
import { EmptyState } from '../ui/empty-state.tsx'

export function StoreFailedScreen({ failure }: { readonly failure: Failure }) {
  const { t } = useTranslation()
  const isDamaged = failure.code === 'device_storage_damaged'
  return (
    <main className="flex h-full bg-surface">
      <EmptyState
        page
        icon={HardDrive}
        title={t('store.title')}
        text={
          <>
            {failure.message} {t(`store.${whatToDo(failure)}`)}
          </>
        }
      >
        <Button tone={isDamaged ? 'plain' : 'primary'} onClick={() => window.location.reload()}>
          {t('common.retry')}
        </Button>
        {isDamaged && <StartAnew />}
      </EmptyState>
    </main>
  )
}

function whatToDo({ code }: Failure): 'profile' | 'damaged' | 'text' {
  if (code === 'profile_in_use') return 'profile'
  return code === 'device_storage_damaged' ? 'damaged' : 'text'
}

function StartAnew() {
  const { t } = useTranslation()
  const [asking, setAsking] = useState(false)
  const { run, busy, failure } = useCommand('signOut')
  return (
    <>
      <Button tone="primary" onClick={() => setAsking(true)}>
        {t('store.anew')}
      </Button>
      {asking && (
        <ConfirmDialog
          title={t('store.anewTitle')}
          text={t('store.anewText')}
          action={t('store.anewAction')}
          busy={busy}
          error={failure?.message}
          onConfirm={() => void run()}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  )
}
