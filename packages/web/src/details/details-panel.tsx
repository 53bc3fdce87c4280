// Beside a conversation: who is in it, how to be sure of them, and what can be done about it.

import type { ConversationDetails } from '@sotto/client'
import { useTranslation } from 'react-i18next'
import { otherOf } from '../conversation/other-of.ts'
import { usePresenceWords } from '../conversation/use-presence-words.ts'
import { useAccount } from '../engine/use-account.ts'
import { TimerControl } from '../expiry/timer-control.tsx'
import { MarkControls } from '../marks/mark-controls.tsx'
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
        <Avatar name={name} group={kind === 'group'} size="lg" presence={other?.presence} />
        <p className="mt-1 text-xl font-semibold tracking-tight [overflow-wrap:anywhere]">
          {name} <VerifiedMark verified={details.verified} className="size-5 align-[-0.15em]" />
        </p>
        <p className="text-sm text-ink-quiet">
          {kind === 'group' && t('conversation.members', { count: details.members.length })}
          {other !== undefined && <PresenceWords presence={other.presence} />}
        </p>
      </div>
      {kind === 'group' && details.canManage && <RenameControl details={details} />}
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

function PresenceWords({ presence }: { readonly presence: 'online' | 'away' | 'offline' }) {
  return usePresenceWords(presence)
}
