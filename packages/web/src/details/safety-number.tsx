// Sixty digits, the same on both sides when nobody sits in between.

import { Copy, ShieldCheck } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { IconButton } from '../ui/button.tsx'
import { useCopy } from '../ui/use-copy.ts'

type Props = { readonly digits: string; readonly name: string }

export function SafetyNumber({ digits, name }: Props) {
  const { t } = useTranslation()
  const { copied, copy } = useCopy()
  return (
    <section aria-label={t('details.safetyNumber')} className="flex flex-col gap-2 rounded-lg bg-canvas p-4">
      <h2 className="flex items-center gap-2 text-sm font-semibold">
        <ShieldCheck aria-hidden="true" className="size-4 text-accent-text" />
        <span className="flex-1">{t('details.safetyNumber')}</span>
        <IconButton small label={copied ? t('common.copied') : t('common.copy')} onClick={() => copy(digits)}>
          <Copy aria-hidden="true" className="size-4" />
        </IconButton>
      </h2>
      <p className="grid grid-cols-4 justify-items-center gap-y-1 font-mono text-base tabular-nums select-all">
        {[...digits.matchAll(/\d+/g)].map(({ 0: group, index }) => (
          <span key={index}>{group} </span>
        ))}
      </p>
      <p className="text-sm text-ink-quiet">{t('details.safetyText', { name })}</p>
    </section>
  )
}
