// What a conversation is called for people.

import type { ConversationRecord } from './record.ts'

export function titleOf(record: Pick<ConversationRecord, 'name' | 'peer'>): string {
  return record.peer ?? record.name
}
