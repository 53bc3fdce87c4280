// A new recovery code in place of the old one; it goes on only when the person says that it is kept.

import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAccount } from '../engine/use-account.ts'
import { useCommand } from '../engine/use-command.ts'
import { KeepCode, Saved } from '../session/keep-code.tsx'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { SecretQuestion } from './secret-question.tsx'

export function NewCode({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation()
  const [code, setCode] = useState<string>()
  return (
    // once the old code is dead, nothing but the person's word closes this
    <Dialog title={t('account.code.title')} onClose={code === undefined ? onClose : undefined}>
      {code === undefined ? <Ask onMade={setCode} /> : <Made code={code} onClose={onClose} />}
    </Dialog>
  )
}

function Ask({ onMade }: { readonly onMade: (code: string) => void }) {
  const { t } = useTranslation()
  const { run, busy, failure } = useCommand('newRecoveryCode')

  async function make(password: string) {
    const outcome = await run({ password })
    if (outcome.ok) onMade(outcome.value.recoveryCode)
  }

  return (
    <SecretQuestion
      text={t('account.code.text')}
      label={t('account.keyFile.password')}
      missing={t('auth.needPassword')}
      action={busy ? t('account.code.making') : t('account.code.make')}
      busy={busy}
      failure={failure}
      onAnswer={(password) => void make(password)}
    />
  )
}

type MadeProps = { readonly code: string; readonly onClose: () => void }

function Made({ code, onClose }: MadeProps) {
  const { t } = useTranslation()
  const { account, server } = useAccount()
  const [saved, setSaved] = useState(false)
  return (
    <div className="flex flex-col gap-4 overflow-y-auto px-5 pb-5">
      <p role="status" className="text-base text-ink-soft">
        {t('account.code.shown')}
      </p>
      <KeepCode account={account} server={server} code={code} />
      <Saved saved={saved} onSaved={setSaved} />
      <Button tone="primary" wide disabled={!saved} onClick={onClose}>
        {t('account.code.done')}
      </Button>
    </div>
  )
}
