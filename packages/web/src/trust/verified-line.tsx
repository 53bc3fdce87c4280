// "Verified", and since when.

import { useTranslation } from 'react-i18next'
import { fullDate } from '../text/times.ts'
import { VerifiedMark } from './verified-mark.tsx'

/** `at`: milliseconds since 1970. */
export function VerifiedLine({ at }: { readonly at: number }) {
  const { t, i18n } = useTranslation()
  return (
    <p role="status" className="flex items-center gap-1.5 text-sm font-medium text-accent-text">
      <VerifiedMark verified className="size-5" />
      {t('trust.verifiedOn', { date: fullDate(at, i18n.language) })}
    </p>
  )
}
