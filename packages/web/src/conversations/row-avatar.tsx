// The face of a conversation in a list; of a direct one with the other's presence, watched while it is drawn.

import type { ConversationSummary } from '@sotto/client'
import { otherOf } from '../conversation/other-of.ts'
import { useAccount } from '../engine/use-account.ts'
import { useTopic } from '../engine/use-topic.ts'
import { PersonAvatar } from '../profile/person-avatar.tsx'
import { Avatar } from '../ui/avatar.tsx'

export function RowAvatar({ summary }: { readonly summary: ConversationSummary }) {
  if (summary.kind === 'group') return <Avatar name={summary.name} group />
  return <DirectAvatar summary={summary} />
}

function DirectAvatar({ summary }: { readonly summary: ConversationSummary }) {
  const { account } = useAccount()
  const details = useTopic('conversation', { conversation: summary.conversation })
  const other = details === undefined || details === null ? undefined : otherOf(details, account)
  return other === undefined ? (
    <Avatar name={summary.name} />
  ) : (
    <PersonAvatar account={other.account} presence={other.presence} />
  )
}
