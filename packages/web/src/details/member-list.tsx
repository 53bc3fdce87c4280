// The people of a group, and (for who may) adding and removing them.

import type { ConversationDetails } from '@sotto/client'
import type { AccountName } from '@sotto/wire'
import { UserMinus, UserPlus } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAccount } from '../engine/use-account.ts'
import { useCommand } from '../engine/use-command.ts'
import { PersonRow } from '../people/person-row.tsx'
import { Button, IconButton } from '../ui/button.tsx'
import { ConfirmDialog } from '../ui/dialog.tsx'
import { AddMembers } from './add-members.tsx'

export function MemberList({ details }: { readonly details: ConversationDetails }) {
  const { t } = useTranslation()
  const { account: own } = useAccount()
  const [adding, setAdding] = useState(false)
  const [removing, setRemoving] = useState<AccountName>()
  return (
    <section aria-label={t('details.members')} className="flex flex-col gap-1">
      <div className="flex items-center justify-between">
        <h2 className="text-sm font-semibold">{t('details.members')}</h2>
        {details.canManage && (
          <Button small tone="quiet" className="-me-3" onClick={() => setAdding(true)}>
            <UserPlus aria-hidden="true" className="size-4" />
            {t('details.add')}
          </Button>
        )}
      </div>
      <ul aria-label={t('details.members')}>
        {details.people.map((person) => (
          <li key={person.account} className="flex min-h-13 items-center gap-3">
            <PersonRow
              person={person}
              note={person.account === own ? t('common.you') : undefined}
              end={
                details.canManage && person.account !== own ? (
                  <IconButton
                    small
                    className="-me-2"
                    label={t('details.remove', { name: person.account })}
                    onClick={() => setRemoving(person.account)}
                  >
                    <UserMinus aria-hidden="true" className="size-4" />
                  </IconButton>
                ) : undefined
              }
            />
          </li>
        ))}
      </ul>
      {adding && <AddMembers details={details} onClose={() => setAdding(false)} />}
      {removing !== undefined && (
        <RemoveMember details={details} account={removing} onClose={() => setRemoving(undefined)} />
      )}
    </section>
  )
}

type RemoveProps = {
  readonly details: ConversationDetails
  readonly account: AccountName
  readonly onClose: () => void
}

function RemoveMember({ details, account, onClose }: RemoveProps) {
  const { t } = useTranslation()
  const { run, busy, failure } = useCommand('removeMembers')
  async function remove() {
    const outcome = await run({ conversation: details.conversation, members: [account] })
    if (outcome.ok) onClose()
  }
  return (
    <ConfirmDialog
      title={t('details.removeTitle', { name: account })}
      text={t('details.removeText', { name: account })}
      action={t('details.removeAction')}
      busy={busy}
      error={failure?.message}
      onConfirm={() => void remove()}
      onClose={onClose}
    />
  )
}
