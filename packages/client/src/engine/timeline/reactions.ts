// The reactions to one message, counted from the changes that name it.

import { type AccountName, parseAccountName } from '@sotto/wire'
import type { ReactionSnapshot } from '../../api/messages.ts'
import type { SqlRow } from '../../ports.ts'
import { jsonOf, numberOf, parsed, textOf } from '../store/rows.ts'

/** Of one person on one message, and of all together; the first in the log count (CT-18). */
export const reactionsPerPerson = 20
export const reactionsPerMessage = 1000

type Given = { readonly by: Set<AccountName>; mine: boolean; isSent: boolean }

/** `rows`: reactions to it in the order of their places. */
export function countReactions(rows: readonly SqlRow[]): readonly ReactionSnapshot[] {
  const given = new Map<string, Given>()
  const ofPerson = new Map<AccountName, Set<string>>()
  let count = 0
  for (const row of rows) {
    if (numberOf(row, 'deleted') > 0 || textOf(row, 'state') === 'failed') continue
    const from = parsed(row, 'sender', parseAccountName)
    const own = ofPerson.get(from) ?? new Set()
    ofPerson.set(from, own)
    for (const reaction of jsonOf(row, 'text') as readonly string[]) {
      const isNew = !own.has(reaction)
      if (isNew && (own.size >= reactionsPerPerson || count >= reactionsPerMessage)) continue
      if (isNew) count++
      own.add(reaction)
      const one = given.get(reaction) ?? { by: new Set(), mine: false, isSent: false }
      given.set(reaction, one)
      one.by.add(from)
      if (numberOf(row, 'mine') === 1) {
        one.mine = true
        one.isSent ||= textOf(row, 'state') !== 'pending'
      }
    }
  }
  return [...given].map(([reaction, { by, mine, isSent }]) => ({
    ...{ reaction, by: [...by], mine, pending: mine && !isSent },
  }))
}
