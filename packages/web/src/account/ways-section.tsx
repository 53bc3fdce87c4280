// The ways into one's account in the settings: each with what it is for, and the dialog that changes it.

import { FileKey2, KeyRound, LifeBuoy, type LucideIcon } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useTopic } from '../engine/use-topic.ts'
import { Button } from '../ui/button.tsx'
import { NewCode } from './new-code.tsx'
import { PasswordChange } from './password-change.tsx'
import { SaveKeyFile } from './save-key-file.tsx'

export function WaysSection() {
  const { t } = useTranslation()
  const [open, setOpen] = useState<'password' | 'code' | 'file'>()
  const standing = useTopic('account', undefined)?.recovery
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
      {open === 'password' && <PasswordChange onClose={close} />}
      {open === 'code' && <NewCode onClose={close} />}
      {open === 'file' && <SaveKeyFile onClose={close} />}
    </div>
  )
}

type WayProps = {
  readonly icon: LucideIcon
  readonly name: string
  readonly text: string
  readonly action: string
  readonly onOpen: () => void
}

function Way({ icon: Icon, name, text, action, onOpen }: WayProps) {
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-3 p-4">
      <Icon aria-hidden="true" className="size-5 shrink-0 text-ink-quiet" />
      <span className="min-w-0 flex-1 basis-48">
        <span className="block font-medium">{name}</span>
        <span className="block text-sm text-ink-soft">{text}</span>
      </span>
      <Button small onClick={onOpen}>
        {action}
      </Button>
    </li>
  )
}
