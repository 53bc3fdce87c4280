// Presence in words; none while there is no connection, because nothing is known then.

import type { PersonSnapshot } from '@sotto/client'
import { useTranslation } from 'react-i18next'
import { useTopic } from '../engine/use-topic.ts'
import { agoTime } from '../text/times.ts'
import { useNow } from '../text/use-now.ts'

/** `lastSeen` 0 or absent: not known. Answers an empty text while offline. */
export function usePresenceWords(presence: PersonSnapshot['presence'], lastSeen = 0): string {
  const { t, i18n } = useTranslation()
  const now = useNow()
  const connected = useTopic('connection', undefined)?.state === 'online'
  if (!connected) return ''
  if (presence !== 'offline' || lastSeen === 0) return t(`presence.${presence}`)
  return t('presence.seen', { ago: agoTime(lastSeen, now, i18n.language) })
}
