// Backup codes, shown once: with every way to keep them, and the person's word that they are kept. And a new set.

import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAccount } from '../engine/use-account.ts'
import { useCommand } from '../engine/use-command.ts'
import { Keep, Saved } from '../session/keep-code.tsx'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { SecretQuestion } from './secret-question.tsx'

type CodesProps = { readonly codes: readonly string[]; readonly text: string; readonly onClose: () => void }

export function BackupCodes({ codes, text, onClose }: CodesProps) {
  const { t } = useTranslation()
  const { account, server } = useAccount()
  const [saved, setSaved] = useState(false)
  const all = codes.join('\n')
  return (
    <div className="flex flex-col gap-4 overflow-y-auto px-5 pb-5">
      <p role="status" className="text-base text-ink-soft">
        {text} {t('account.backup.shown')}
      </p>
      <Keep
        copyText={all}
        fileName={t('account.backup.fileName', { account })}
        fileText={t('account.backup.fileText', { account, server, codes: all })}
      >
        <ul
          aria-label={t('account.backup.title')}
          data-testid="backup-codes"
          className="grid grid-cols-2 gap-x-6 gap-y-1 justify-self-center rounded-lg border border-line bg-sunken px-5 py-4 font-mono text-base leading-7 select-all"
        >
          {codes.map((code) => (
            <li key={code} className="text-center">
              {code}
            </li>
          ))}
        </ul>
      </Keep>
      <Saved saved={saved} onSaved={setSaved} />
      <Button tone="primary" wide disabled={!saved} onClick={onClose}>
        {t('account.code.done')}
      </Button>
    </div>
  )
}

export function NewBackupCodes({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation()
  const [codes, setCodes] = useState<readonly string[]>()
  return (
    <Dialog title={t('account.backup.new')} onClose={codes === undefined ? onClose : undefined}>
      {codes === undefined ? (
        <Ask onMade={setCodes} />
      ) : (
        <BackupCodes codes={codes} text={t('account.backup.made')} onClose={onClose} />
      )}
    </Dialog>
  )
}

function Ask({ onMade }: { readonly onMade: (codes: readonly string[]) => void }) {
  const { t } = useTranslation()
  const { run, busy, failure } = useCommand('newBackupCodes')

  async function make(password: string) {
    const outcome = await run({ password })
    if (outcome.ok) onMade(outcome.value.backupCodes)
  }

  return (
    <SecretQuestion
      text={t('account.backup.text')}
      label={t('account.keyFile.password')}
      missing={t('auth.needPassword')}
      action={busy ? t('account.code.making') : t('account.backup.make')}
      busy={busy}
      failure={failure}
      onAnswer={(password) => void make(password)}
    />
  )
}
