// A recovery code with every way to keep it, and the person's word that it is kept.

import { Copy, Download, Printer } from 'lucide-react'
import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../ui/button.tsx'
import { saveText } from '../ui/save-text.ts'
import { useCopy } from '../ui/use-copy.ts'

type Props = { readonly account: string; readonly server: string; readonly code: string }

export function KeepCode({ account, server, code }: Props) {
  const { t } = useTranslation()
  const { copied, copy } = useCopy()
  const text = t('recovery.fileText', { account, server, code })
  return (
    <>
      <output
        className="block rounded-lg border border-line bg-sunken px-3 py-4 text-center font-mono text-base leading-7 text-balance select-all"
        data-testid="recovery-code"
      >
        {code}
      </output>
      <div className="grid grid-cols-3 gap-2 print:hidden">
        <Button small onClick={() => copy(code)}>
          <Copy aria-hidden="true" className="size-4" />
          <span aria-live="polite">{copied ? t('recovery.copied') : t('recovery.copy')}</span>
        </Button>
        <Button small onClick={() => saveText(t('recovery.fileName', { account }), text)}>
          <Download aria-hidden="true" className="size-4" />
          {t('recovery.download')}
        </Button>
        <Button small onClick={() => window.print()}>
          <Printer aria-hidden="true" className="size-4" />
          {t('recovery.print')}
        </Button>
      </div>
    </>
  )
}

type SavedProps = { readonly saved: boolean; readonly onSaved: (saved: boolean) => void }

export function Saved({ saved, onSaved }: SavedProps) {
  const { t } = useTranslation()
  const hint = useId()
  return (
    <label className="flex items-start gap-3 print:hidden">
      <input
        type="checkbox"
        checked={saved}
        onChange={(event) => onSaved(event.target.checked)}
        aria-describedby={hint}
        className="mt-0.5 size-5 shrink-0 accent-accent"
      />
      <span className="flex flex-col gap-0.5">
        <span className="font-medium">{t('recovery.confirm')}</span>
        <span id={hint} className="text-sm text-ink-quiet" aria-hidden="true">
          {t('recovery.confirmHint')}
        </span>
      </span>
    </label>
  )
}
