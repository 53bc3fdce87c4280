// How something that asks is spoken of: its code as its screen shows it, and when and from where it asked.

import { useTranslation } from 'react-i18next'
import { placeOf } from '../devices/place.ts'
import { agoTime } from '../text/times.ts'

/** What came of it. */
export type Answered = 'admitted' | 'allowed' | 'refused'

type Asked = { readonly asked: number; readonly from?: string }

export function useAskedWords() {
  const { t, i18n } = useTranslation()
  return {
    shown: (code: string) =>
      code
        .toUpperCase()
        .replace(/[^0-9A-Z]/g, '')
        .replace(/.{4}(?=.)/g, '$&-'),
    asked({ asked, from }: Asked) {
      const time = agoTime(asked, Math.max(asked, Date.now()), i18n.language)
      if (from === undefined) return t('codes.asked', { time, where: '' })
      const { kind, start } = placeOf(from)
      return t('codes.asked', { time, where: t(`devices.places.${kind}`, { start }) })
    },
  }
}
