// What a person wants to be told of a conversation (spec/synced.md SY-10), from the marks that follow the account.

import type { ConversationSummary, NoticeLevel } from '../../api/conversations.ts'
import { mutedForGood, onlyMentions } from '../synced/entry.ts'

/** The values of `mute` and `level`, 0 for none. */
export type NoticeMarks = { readonly until: number; readonly level: number }

export function levelOf({ until, level }: NoticeMarks, now: number): NoticeLevel {
  if (mutedUntilOf(until, now) !== undefined) return 'nothing'
  return level === onlyMentions ? 'mentions' : 'everything'
}

export function mutedUntilOf(until: number, now: number): ConversationSummary['mutedUntil'] {
  if (until === mutedForGood) return 'always'
  return until > now ? until : undefined
}
