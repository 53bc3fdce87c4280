// Whether the safety number with somebody was compared, and the way to do it.

import type { AccountName } from '@sotto/wire'
import { useTranslation } from 'react-i18next'
import { useTopic } from '../engine/use-topic.ts'
import { CompareButton } from './compare-button.tsx'
import { VerifiedLine } from './verified-line.tsx'

export function TrustCard({ account }: { readonly account: AccountName }) {
  const { t } = useTranslation()
  const key = useTopic('key', { account })
  if (key === undefined || key === null) return null
  const isVerified = key.verifiedAt !== undefined
  return (
    <section
      aria-label={t('trust.number')}
      className="flex flex-col items-start gap-3 rounded-lg bg-canvas p-4"
    >
      {key.verifiedAt !== undefined && <VerifiedLine at={key.verifiedAt} />}
      <p className="text-sm text-ink-soft">
        {isVerified ? t('trust.cardVerified', { name: account }) : t('trust.cardOpen', { name: account })}
      </p>
      <CompareButton account={account}>{isVerified ? t('trust.show') : t('trust.compare')}</CompareButton>
    </section>
  )
}
