// The other person of a direct conversation.

import type { ConversationDetails, MemberSnapshot } from '@sotto/client'

/** `undefined` for a group, and for a direct conversation whose other member isn't known yet. */
export function otherOf(details: ConversationDetails, account: string): MemberSnapshot | undefined {
  if (details.kind !== 'direct') return undefined
  return details.people.find((person) => person.account !== account)
}
