// The ways into one's account in the settings: each with what it is for, and the dialog that changes it.

import { FileKey2, KeyRound, LifeBuoy } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useTopic } from '../engine/use-topic.ts'
import { SsoSection } from '../sso/sso-section.tsx'
import { FactorsSection } from './factors-section.tsx'
import { NewCode } from './new-code.tsx'
import { PasswordChange } from './password-change.tsx'
import { SaveKeyFile } from './save-key-file.tsx'
import { Way } from './way.tsx'

export function WaysSection() {
  const { t } = useTranslation()
  const [open, setOpen] = useState<'password' | 'code' | 'file'>()
  const account = useTopic('account', undefined)
  const standing = account?.recovery
  const close = () => setOpen(undefined)
  const codeText =
    standing === 'outdated'
      ? t('account.settings.codeOld')
      : standing === 'unseen'
        ? t('account.settings.codeUnseen')
        : t('account.settings.codeText')
  return (
    <div className="flex flex-col gap-3">
      <ul className="divide-y divide-line rounded-lg border border-line">
        <Way
          icon={KeyRound}
          name={t('account.settings.password')}
          text={t('account.settings.passwordText')}
          action={t('account.password.title')}
          onOpen={() => setOpen('password')}
        />
        <Way
          icon={LifeBuoy}
          name={t('account.settings.code')}
          text={codeText}
          action={t('account.code.title')}
          onOpen={() => setOpen('code')}
        />
        <Way
          icon={FileKey2}
          name={t('account.settings.keyFile')}
          text={t('account.settings.keyFileText')}
          action={t('account.keyFile.title')}
          onOpen={() => setOpen('file')}
        />
      </ul>
      <p className="text-sm text-ink-quiet">{t('account.settings.final')}</p>
      {account?.factors !== undefined && <FactorsSection factors={account.factors} />}
      <SsoSection />
      {open === 'password' && <PasswordChange onClose={close} />}
      {open === 'code' && <NewCode onClose={close} />}
      {open === 'file' && <SaveKeyFile onClose={close} />}
    </div>
  )
}
