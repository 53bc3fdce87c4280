// A recovery code, or others, with every way to keep it, and the person's word that it is kept.

import { Copy, Download, Printer } from 'lucide-react'
import { type ReactNode, useId } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../ui/button.tsx'
import { saveText } from '../ui/save-file.ts'
import { useCopy } from '../ui/use-copy.ts'

type Props = { readonly account: string; readonly server: string; readonly code: string }

export function KeepCode({ account, server, code }: Props) {
  const { t } = useTranslation()
  return (
    <Keep
      copyText={code}
      fileName={t('recovery.fileName', { account })}
      fileText={t('recovery.fileText', { account, server, code })}
    >
      <output
        className="block rounded-lg border border-line bg-sunken px-3 py-4 text-center font-mono text-base leading-7 text-balance select-all"
        data-testid="recovery-code"
      >
        {code}
      </output>
    </Keep>
  )
}

type KeepProps = {
  readonly copyText: string
  readonly fileName: string
  readonly fileText: string
  /** What is to be kept, as it is shown. */
  readonly children: ReactNode
}

export function Keep({ copyText, fileName, fileText, children }: KeepProps) {
  const { t } = useTranslation()
  const { copied, copy } = useCopy()
  return (
    <>
      {children}
      <div className="grid grid-cols-3 gap-2 print:hidden">
        <Button small onClick={() => copy(copyText)}>
          <Copy aria-hidden="true" className="size-4" />
          <span aria-live="polite">{copied ? t('recovery.copied') : t('recovery.copy')}</span>
        </Button>
        <Button small onClick={() => saveText(fileName, fileText)}>
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
