// What the person wants of a conversation, kept until the log shows it done: small durable jobs, parsed
// again when loaded. An intent says the wish, not the commit, so that it survives lost races.

import { type AccountName, parseAccountName } from '@sotto/wire'
import type { HistoryPolicy } from '../../api/history-policy.ts'
import type { Failure } from '../../errors.ts'
import { type SqlRow, StoreError } from '../../ports.ts'
import { completionOf } from '../completions.ts'
import type { Live } from '../live.ts'
import { jsonOf, numberOf } from '../store/rows.ts'
import { isTimer, noHistory, parsePolicy } from './group-data.ts'
import type { Turn } from './turn.ts'

export type Intent =
  | {
      readonly kind: 'create'
      readonly name: string
      readonly members: readonly AccountName[]
      readonly history: HistoryPolicy
    }
  | { readonly kind: 'add' | 'remove'; readonly members: readonly AccountName[] }
  | { readonly kind: 'rename'; readonly name: string }
  | { readonly kind: 'set-history'; readonly history: HistoryPolicy }
  | { readonly kind: 'set-timer'; readonly seconds: number }
  /**
   * `notice`: the sealed notice is to be written; `sealed`: it is on its way; `go`: it is in the log, there; `follow`:
   * another device of the account has said it, and may not have gone.
   */
  | { readonly kind: 'leave'; readonly stage: 'notice' | 'sealed' | 'follow' }
  | { readonly kind: 'leave'; readonly stage: 'go'; readonly notice: number }
  | { readonly kind: 'decline' }

export type StoredIntent = { readonly id: number; readonly intent: Intent }

export function writeIntent(live: Live, turn: Turn, intent: Intent): number {
  const id = live.nextOrder()
  turn.write(
    'INSERT INTO intents (id, conversation, intent) VALUES (?, ?, ?)',
    ...[id, turn.record.id, JSON.stringify(intent)],
  )
  turn.after(() => live.wake(turn.record.id))
  return id
}

export async function readIntents(turn: Turn): Promise<readonly StoredIntent[]> {
  const rows = await turn.all('SELECT id, intent FROM intents WHERE conversation = ? ORDER BY id', [
    turn.record.id,
  ])
  return rows.map((row) => ({ id: numberOf(row, 'id'), intent: parseIntent(row) }))
}

export function finishIntent(live: Live, turn: Turn, id: number): void {
  turn.write('DELETE FROM intents WHERE id = ?', id)
  turn.after(() => live.completions.done(completionOf.intent(id)))
}

export function failIntents(live: Live, turn: Turn, given: { ids: readonly number[]; error: Failure }): void {
  for (const id of given.ids) {
    turn.write('DELETE FROM intents WHERE id = ?', id)
    turn.after(() => live.completions.failed(completionOf.intent(id), given.error))
  }
}

function parseIntent(row: SqlRow): Intent {
  const value = jsonOf(row, 'intent')
  if (typeof value === 'object' && value !== null) {
    const intent = intentOf(value as Readonly<Record<string, unknown>>)
    if (intent !== undefined) return intent
  }
  throw new StoreError('damaged', 'The local store holds an unreadable job.')
}

function intentOf(value: Readonly<Record<string, unknown>>): Intent | undefined {
  const { kind, name, members, stage, notice, seconds } = value
  const history = parsePolicy(value.history)
  switch (kind) {
    case 'create':
      return typeof name === 'string'
        ? { kind, name, members: accountsOf(members), history: history ?? noHistory }
        : undefined
    case 'add':
    case 'remove':
      return { kind, members: accountsOf(members) }
    case 'rename':
      return typeof name === 'string' ? { kind, name } : undefined
    case 'set-history':
      return history === undefined ? undefined : { kind, history }
    case 'set-timer':
      return isTimer(seconds) ? { kind, seconds } : undefined
    case 'leave':
      if (stage === 'go') return typeof notice === 'number' ? { kind, stage, notice } : undefined
      return stage === 'notice' || stage === 'sealed' || stage === 'follow' ? { kind, stage } : undefined
    case 'decline':
      return { kind }
    default:
      return undefined
  }
}

function accountsOf(value: unknown): readonly AccountName[] {
  return (Array.isArray(value) ? value : []).flatMap((one) => parseAccountName(one) ?? [])
}
