// Shows the recovery code once, with every way to keep it, and goes on only when the person says it is kept.

import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../ui/button.tsx'
import { AuthFrame } from './auth-frame.tsx'
import { KeepCode, Saved } from './keep-code.tsx'

type Props = {
  readonly account: string
  readonly server: string
  readonly code: string
  readonly onDone: () => void
}

export function RecoveryScreen({ account, server, code, onDone }: Props) {
  const { t } = useTranslation()
  const [saved, setSaved] = useState(false)
  useWarnBeforeLeaving()
  return (
    <AuthFrame>
      <header className="flex flex-col gap-2">
        <h1 className="text-2xl font-semibold tracking-tight">{t('recovery.title')}</h1>
        <p className="text-base text-ink-soft">{t('recovery.text')}</p>
      </header>
      <section aria-label={t('recovery.code')} className="flex flex-col gap-3">
        <KeepCode account={account} server={server} code={code} />
      </section>
      <Saved saved={saved} onSaved={setSaved} />
      <Button tone="primary" wide disabled={!saved} onClick={onDone} className="print:hidden">
        {t('recovery.continue')}
      </Button>
    </AuthFrame>
  )
}

function useWarnBeforeLeaving(): void {
  useEffect(() => {
    const warn = (event: BeforeUnloadEvent) => event.preventDefault()
    window.addEventListener('beforeunload', warn)
    return () => window.removeEventListener('beforeunload', warn)
  }, [])
}
