// Where the server wants a second factor and the account has none: nothing but setting one up, or signing out.

import { Fingerprint, Smartphone } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { AddAuthenticator } from '../account/add-authenticator.tsx'
import { AddPasskey } from '../account/add-passkey.tsx'
import { usePasskeys } from '../account/passkey-door.ts'
import { Way } from '../account/way.tsx'
import { SignOut } from '../settings/sign-out.tsx'
import { AuthFrame } from './auth-frame.tsx'

type Open = 'authenticator' | 'passkey'
type Props = {
  /** While something is open here, this stays, also when the account has what it needs. */
  readonly onBusy: (busy: boolean) => void
}

export default function FactorNeeded({ onBusy }: Props) {
  const { t } = useTranslation()
  const passkeyDoor = usePasskeys()
  const [open, setOpen] = useState<Open>()
  const show = (what: Open | undefined) => {
    setOpen(what)
    onBusy(what !== undefined)
  }
  return (
    <AuthFrame>
      <header className="flex flex-col gap-1">
        <h1 className="text-2xl font-semibold tracking-tight">{t('account.needed.title')}</h1>
        <p className="text-base text-ink-quiet">
          {t('account.needed.text', { server: window.location.host })}
        </p>
      </header>
      <ul className="divide-y divide-line rounded-lg border border-line">
        <Way
          icon={Smartphone}
          name={t('account.factors.authenticator')}
          text={t('account.factors.authenticatorText')}
          action={t('account.factors.setUp')}
          label={t('account.authenticator.title')}
          onOpen={() => show('authenticator')}
        />
        {passkeyDoor.canUse() && (
          <Way
            icon={Fingerprint}
            name={t('account.factors.passkeys')}
            text={t('account.factors.passkeysText')}
            action={t('account.passkey.title')}
            onOpen={() => show('passkey')}
          />
        )}
      </ul>
      <SignOut />
      {open === 'authenticator' && <AddAuthenticator onClose={() => show(undefined)} />}
      {open === 'passkey' && <AddPasskey onClose={() => show(undefined)} />}
    </AuthFrame>
  )
}
