// Who is blocked, each with the way back.

import type { AccountName } from '@sotto/wire'
import { useTranslation } from 'react-i18next'
import { useCommand } from '../engine/use-command.ts'
import { useTopic } from '../engine/use-topic.ts'
import { PersonAvatar } from '../profile/person-avatar.tsx'
import { Button } from '../ui/button.tsx'

export function BlockedPeople() {
  const { t } = useTranslation()
  const blocked = useTopic('blocks', undefined)
  if (blocked === undefined) return null
  if (blocked.length === 0) return <p className="text-base text-ink-soft">{t('settings.blockedNone')}</p>
  return (
    <ul aria-label={t('settings.blocked')} className="divide-y divide-line rounded-lg border border-line">
      {blocked.map((account) => (
        <BlockedPerson key={account} account={account} />
      ))}
    </ul>
  )
}

function BlockedPerson({ account }: { readonly account: AccountName }) {
  const { t } = useTranslation()
  const { run, busy, failure } = useCommand('unblock')
  return (
    <li className="flex items-center gap-3 px-4 py-2.5">
      <PersonAvatar account={account} size="sm" />
      <span className="min-w-0 flex-1">
        <span className="block truncate font-medium">{account}</span>
        {failure !== undefined && (
          <span role="alert" className="text-sm text-danger-text">
            {failure.message}
          </span>
        )}
      </span>
      <Button
        small
        aria-label={t('settings.unblock', { name: account })}
        busy={busy}
        onClick={() => void run({ account })}
      >
        {t('conversation.unblock')}
      </Button>
    </li>
  )
}
