// Stands beside a name whose safety number was compared on this account.

import clsx from 'clsx'
import { BadgeCheck } from 'lucide-react'
import { useTranslation } from 'react-i18next'

type Props = { readonly verified: boolean; readonly className?: string }

export function VerifiedMark({ verified, className }: Props) {
  const { t } = useTranslation()
  if (!verified) return null
  return (
    <BadgeCheck
      role="img"
      aria-label={t('trust.verified')}
      className={clsx('inline-block size-4 shrink-0 text-accent-text', className)}
    />
  )
}
