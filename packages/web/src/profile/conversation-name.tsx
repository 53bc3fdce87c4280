// What a conversation is called: a group by its name, one with somebody by theirs.

import type { ConversationSummary } from '@sotto/client'
import { parseAccountName } from '@sotto/wire'
import { PersonName } from './person-name.tsx'

export function ConversationName({
  summary,
}: {
  readonly summary: Pick<ConversationSummary, 'kind' | 'name'>
}) {
  const other = summary.kind === 'direct' ? parseAccountName(summary.name) : undefined
  return other === undefined ? summary.name : <PersonName account={other} />
}
