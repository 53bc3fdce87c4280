// Presence in words.

import type { PersonSnapshot } from '@sotto/client'
import { useTranslation } from 'react-i18next'
import { agoTime } from '../text/times.ts'
import { useNow } from '../text/use-now.ts'

/** `lastSeen` 0 or absent: not known. */
export function usePresenceWords(presence: PersonSnapshot['presence'], lastSeen = 0): string {
  const { t, i18n } = useTranslation()
  const now = useNow()
  if (presence !== 'offline' || lastSeen === 0) return t(`presence.${presence}`)
  return t('presence.seen', { ago: agoTime(lastSeen, now, i18n.language) })
}
