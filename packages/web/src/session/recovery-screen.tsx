// Shows the recovery code once, with every way to keep it, and goes on only when the person says it is kept.

import { Copy, Download, Printer } from 'lucide-react'
import { useEffect, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../ui/button.tsx'
import { saveText } from '../ui/save-text.ts'
import { useCopy } from '../ui/use-copy.ts'
import { AuthFrame } from './auth-frame.tsx'

type Props = {
  readonly account: string
  readonly server: string
  readonly code: string
  readonly onDone: () => void
}

export function RecoveryScreen({ account, server, code, onDone }: Props) {
  const { t } = useTranslation()
  const [saved, setSaved] = useState(false)
  const hint = useId()
  useWarnBeforeLeaving()
  return (
    <AuthFrame>
      <header className="flex flex-col gap-2">
        <h1 className="text-2xl font-semibold tracking-tight">{t('recovery.title')}</h1>
        <p className="text-base text-ink-soft">{t('recovery.text')}</p>
      </header>
      <section aria-label={t('recovery.code')} className="flex flex-col gap-3">
        <output
          className="block rounded-lg border border-line bg-sunken px-3 py-4 text-center font-mono text-base leading-7 text-balance select-all"
          data-testid="recovery-code"
        >
          {code}
        </output>
        <KeepButtons account={account} server={server} code={code} />
      </section>
      <label className="flex items-start gap-3 print:hidden">
        <input
          type="checkbox"
          checked={saved}
          onChange={(event) => setSaved(event.target.checked)}
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
      <Button tone="primary" wide disabled={!saved} onClick={onDone} className="print:hidden">
        {t('recovery.continue')}
      </Button>
    </AuthFrame>
  )
}

type KeepProps = Omit<Props, 'onDone'>

function KeepButtons({ account, server, code }: KeepProps) {
  const { t } = useTranslation()
  const { copied, copy } = useCopy()
  const text = t('recovery.fileText', { account, server, code })
  return (
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
  )
}

function useWarnBeforeLeaving(): void {
  useEffect(() => {
    const warn = (event: BeforeUnloadEvent) => event.preventDefault()
    window.addEventListener('beforeunload', warn)
    return () => window.removeEventListener('beforeunload', warn)
  }, [])
}
