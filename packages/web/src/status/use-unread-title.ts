// The number of unread messages in the tab's title.

import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { unreadTotal } from '../conversations/list-rows.ts'
import { useTopic } from '../engine/use-topic.ts'

export function useUnreadTitle(): void {
  const { t } = useTranslation()
  const conversations = useTopic('conversations', undefined)
  const unread = unreadTotal(conversations ?? [])
  useEffect(() => {
    document.title = unread > 0 ? t('title.unread', { count: unread }) : t('title.plain')
    return () => {
      document.title = t('title.plain')
    }
  }, [t, unread])
}
