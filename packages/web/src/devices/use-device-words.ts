// How a device is spoken of: its name, and when and from where it was seen.

import type { DeviceSnapshot } from '@sotto/client'
import { useTranslation } from 'react-i18next'
import { agoTime, shortTime } from '../text/times.ts'
import { placeOf } from './place.ts'

const week = 7 * 24 * 3_600_000

export function useDeviceWords() {
  const { t, i18n } = useTranslation()
  const where = (network: string | undefined) => {
    if (network === undefined) return ''
    const { kind, start } = placeOf(network)
    return t(`devices.places.${kind}`, { start })
  }
  return {
    nameOf: ({ name }: DeviceSnapshot) => name ?? t('devices.unnamed'),
    signedIn({ added, addedFrom }: DeviceSnapshot) {
      const now = Date.now()
      const time =
        now - added < week ? agoTime(added, now, i18n.language) : shortTime(added, now, i18n.language, '')
      return t('devices.added', { time, where: where(addedFrom) })
    },
    lastSeen({ current, lastSeen, seenFrom }: DeviceSnapshot) {
      if (current) return t('devices.inUse')
      const time = agoTime(lastSeen, Date.now(), i18n.language)
      return t('devices.seen', { time, where: where(seenFrom) })
    },
  }
}
