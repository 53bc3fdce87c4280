// What was written on another device at the same time, and gave way: nothing of it is lost until somebody says so.

import { useTranslation } from 'react-i18next'
import { plainPreview } from '../text/plain-preview.ts'
import { Button } from '../ui/button.tsx'

type Props = { readonly text: string; readonly onUse: () => void; readonly onDrop: () => void }

export function OtherDraft({ text, onUse, onDrop }: Props) {
  const { t } = useTranslation()
  return (
    <section
      aria-label={t('marks.otherTitle')}
      className="mx-auto flex w-full max-w-3xl flex-wrap items-center gap-2 px-4 pb-2 wide:px-6"
    >
      <p className="min-w-0 flex-1 basis-48 text-sm">
        <span className="block text-ink-quiet">{t('marks.otherTitle')}</span>
        <span dir="auto" className="block truncate font-medium">
          {plainPreview(text, 160)}
        </span>
      </p>
      <div className="flex gap-2">
        <Button small onClick={onUse}>
          {t('marks.otherUse')}
        </Button>
        <Button small tone="quiet" onClick={onDrop}>
          {t('marks.otherDrop')}
        </Button>
      </div>
    </section>
  )
}
