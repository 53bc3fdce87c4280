// Beside a conversation: who is in it, how to be sure of them, and what can be done about it.

import type { ConversationDetails, MemberSnapshot } from '@sotto/client'
import { useTranslation } from 'react-i18next'
import { otherOf } from '../conversation/other-of.ts'
import { useAccount } from '../engine/use-account.ts'
import { TimerControl } from '../expiry/timer-control.tsx'
import { MarkControls } from '../marks/mark-controls.tsx'
import { PersonAvatar } from '../profile/person-avatar.tsx'
import { PersonFacts } from '../profile/person-facts.tsx'
import { PersonName } from '../profile/person-name.tsx'
import { useStatusWords } from '../profile/use-status-words.ts'
import { SecurityLink } from '../trust/security-link.tsx'
import { TrustCard } from '../trust/trust-card.tsx'
import { VerifiedMark } from '../trust/verified-mark.tsx'
import { Avatar } from '../ui/avatar.tsx'
import { BlockControl } from './block-control.tsx'
import { HistoryControl } from './history-control.tsx'
import { LeaveControl } from './leave-control.tsx'
import { MemberList } from './member-list.tsx'
import { PanelFrame } from './panel-frame.tsx'
import { RenameControl } from './rename-control.tsx'

export default function DetailsPanel({ details }: { readonly details: ConversationDetails }) {
  const { t } = useTranslation()
  const { account } = useAccount()
  const { conversation, name, kind } = details
  const other = otherOf(details, account)
  return (
    <PanelFrame conversation={conversation} title={t('details.title')}>
      <div className="flex flex-col items-center gap-2 pt-2 text-center">
        {other === undefined ? (
          <Avatar name={name} group={kind === 'group'} size="lg" />
        ) : (
          <PersonAvatar account={other.account} size="lg" presence={other.presence} />
        )}
        <p className="mt-1 text-xl font-semibold tracking-tight [overflow-wrap:anywhere]">
          {other === undefined ? name : <PersonName account={other.account} />}{' '}
          <VerifiedMark verified={details.verified} className="size-5 align-[-0.15em]" />
        </p>
        <p className="text-sm text-ink-quiet">
          {kind === 'group' && t('conversation.members', { count: details.members.length })}
          {other !== undefined && <PersonWords {...other} />}
        </p>
      </div>
      {kind === 'group' && details.canManage && <RenameControl details={details} />}
      {other !== undefined && <PersonFacts account={other.account} />}
      {other !== undefined && <TrustCard account={other.account} />}
      {kind === 'group' && <MemberList details={details} />}
      {kind === 'group' && <HistoryControl details={details} />}
      {details.state !== 'request' && <TimerControl details={details} />}
      <div className="flex flex-col border-t border-line pt-3">
        {details.state !== 'request' && <MarkControls details={details} />}
        <SecurityLink conversation={conversation} />
        {other !== undefined && <BlockControl account={other.account} />}
        {kind === 'group' && details.state === 'active' && <LeaveControl details={details} />}
      </div>
    </PanelFrame>
  )
}

function PersonWords({ account, presence }: Pick<MemberSnapshot, 'account' | 'presence'>) {
  const words = useStatusWords({ account, presence })
  return [`@${account}`, words].filter((one) => one !== '').join(' · ')
}
