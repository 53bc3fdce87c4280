// What is asked for besides the password, in the settings: an authenticator app, backup codes, passkeys.

import type { FactorsSnapshot, PasskeySnapshot } from '@sotto/client'
import { Fingerprint, ListChecks, Smartphone } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { AddAuthenticator } from './add-authenticator.tsx'
import { AddPasskey } from './add-passkey.tsx'
import { NewBackupCodes } from './backup-codes.tsx'
import { usePasskeys } from './passkey-door.ts'
import { PasskeyRow } from './passkey-row.tsx'
import { RemoveFactor } from './remove-factor.tsx'
import { Way } from './way.tsx'

type Open = 'authenticator' | 'passkey' | 'codes' | 'remove' | PasskeySnapshot

export function FactorsSection({ factors }: { readonly factors: FactorsSnapshot }) {
  const { t } = useTranslation()
  const passkeyDoor = usePasskeys()
  const [open, setOpen] = useState<Open>()
  const { policy, authenticator, backupCodes, passkeys } = factors
  const hasAny = authenticator || passkeys.length > 0
  if (policy === 'off' && !hasAny) return null
  return (
    <div className="mt-6 flex flex-col gap-3">
      <h2 className="text-sm font-semibold text-ink-quiet">{t('account.factors.title')}</h2>
      <p className="text-sm text-ink-soft">
        {t(policy === 'required' ? 'account.factors.required' : 'account.factors.text')}
      </p>
      <ul className="divide-y divide-line rounded-lg border border-line">
        <Way
          icon={Smartphone}
          name={t('account.factors.authenticator')}
          text={t(authenticator ? 'account.factors.authenticatorOn' : 'account.factors.authenticatorText')}
          action={t(authenticator ? 'account.factors.remove' : 'account.factors.setUp')}
          label={t(authenticator ? 'account.authenticator.remove' : 'account.authenticator.title')}
          onOpen={() => setOpen(authenticator ? 'remove' : 'authenticator')}
        />
        {hasAny && (
          <Way
            icon={ListChecks}
            name={t('account.backup.title')}
            text={t('account.backup.left', { count: backupCodes })}
            action={t('account.backup.new')}
            onOpen={() => setOpen('codes')}
          />
        )}
        {passkeys.map((passkey) => (
          <PasskeyRow key={passkey.id} passkey={passkey} onRemove={() => setOpen(passkey)} />
        ))}
        {passkeyDoor.canUse() && (
          <Way
            icon={Fingerprint}
            name={t('account.factors.passkeys')}
            text={t('account.factors.passkeysText')}
            action={t('account.passkey.title')}
            onOpen={() => setOpen('passkey')}
          />
        )}
      </ul>
      {hasAny && <p className="text-sm text-ink-quiet">{t(finalWords(policy))}</p>}
      <Opened open={open} onClose={() => setOpen(undefined)} />
    </div>
  )
}

function finalWords(policy: FactorsSnapshot['policy']) {
  return policy === 'required' ? 'account.factors.finalRequired' : 'account.factors.final'
}

function Opened({ open, onClose }: { readonly open: Open | undefined; readonly onClose: () => void }) {
  switch (open) {
    case undefined:
      return null
    case 'authenticator':
      return <AddAuthenticator onClose={onClose} />
    case 'passkey':
      return <AddPasskey onClose={onClose} />
    case 'codes':
      return <NewBackupCodes onClose={onClose} />
    case 'remove':
      return <RemoveFactor passkey={undefined} onClose={onClose} />
    default:
      return <RemoveFactor passkey={open} onClose={onClose} />
  }
}
