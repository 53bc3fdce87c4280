// Offers notifications once there is something to be told of: the browser asks only after a press here.

import type { ConversationSummary } from '@sotto/client'
import { BellRing } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../ui/button.tsx'
import { usePermission } from './use-permission.ts'

const laterKey = 'sotto.notices.later'

export function NoticeOffer({ conversations }: { readonly conversations: readonly ConversationSummary[] }) {
  const { t } = useTranslation()
  const { state, turnOn } = usePermission()
  const [isLater, setLater] = useState(() => localStorage.getItem(laterKey) !== null)
  const hasHeard = conversations.some(({ state, last }) => state === 'active' && last?.mine === false)
  if (isLater || state !== 'ask' || !hasHeard) return null
  const later = () => {
    localStorage.setItem(laterKey, 'yes')
    setLater(true)
  }
  return (
    <section
      aria-label={t('notices.offer')}
      className="flex shrink-0 flex-col gap-2 border-t border-line px-5 py-3 text-sm"
    >
      <p className="flex items-center gap-2 text-ink-soft">
        <BellRing aria-hidden="true" className="size-4 shrink-0" />
        {t('notices.offerText')}
      </p>
      <div className="flex flex-wrap gap-2">
        <Button small tone="primary" onClick={turnOn}>
          {t('notices.offerOn')}
        </Button>
        <Button small tone="quiet" onClick={later}>
          {t('notices.offerLater')}
        </Button>
      </div>
    </section>
  )
}
