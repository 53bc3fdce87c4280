// The local store can't be opened or written: nothing goes on until it can.

import type { Failure } from '@sotto/client'
import { HardDrive } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Button } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty-state.tsx'

export function StoreFailedScreen({ failure }: { readonly failure: Failure }) {
  const { t } = useTranslation()
  const inUse = failure.code === 'profile_in_use'
  return (
    <main className="flex h-full bg-surface">
      <EmptyState
        page
        icon={HardDrive}
        title={t('store.title')}
        text={
          <>
            {failure.message} {inUse ? t('store.profile') : t('store.text')}
          </>
        }
      >
        <Button tone="primary" onClick={() => window.location.reload()}>
          {t('common.retry')}
        </Button>
      </EmptyState>
    </main>
  )
}
