// Somebody, as they show themselves: opened where they are named.

import type { AccountName } from '@sotto/wire'
import { useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { useAccount } from '../engine/use-account.ts'
import { useCommand } from '../engine/use-command.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { FormError } from '../ui/form-error.tsx'
import { PersonAvatar } from './person-avatar.tsx'
import { PersonFacts } from './person-facts.tsx'
import { usePersonName } from './use-person.ts'

type Props = { readonly account: AccountName; readonly onClose: () => void }

export default function PersonDialog({ account, onClose }: Props) {
  const { t } = useTranslation()
  const own = useAccount().account
  const navigate = useNavigate()
  const direct = useCommand('openDirect')
  async function write() {
    const opened = await direct.run({ account })
    if (!opened.ok) return
    onClose()
    void navigate({ to: '/c/$conversation', params: { conversation: opened.value.conversation } })
  }
  return (
    <Dialog title={usePersonName(account)} onClose={onClose}>
      <div className="flex flex-col gap-4 overflow-y-auto px-5 pb-5">
        <p className="flex items-center gap-3 text-ink-soft">
          <PersonAvatar account={account} />@{account}
        </p>
        <PersonFacts account={account} />
        <FormError text={direct.failure?.message} />
        {account !== own && (
          <Button tone="primary" busy={direct.busy} onClick={() => void write()}>
            {t('mentions.write')}
          </Button>
        )}
      </div>
    </Dialog>
  )
}
