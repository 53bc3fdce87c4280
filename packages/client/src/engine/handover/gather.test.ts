import {
  conversationIdFromBytes,
  limits,
  type MessageId,
  messageIdFromBytes,
  parseAccountName,
} from '@sotto/wire'
import { expect, it } from 'vitest'
import type { SqlRow, SqlValue } from '../../ports.ts'
import { newRecord } from '../conversations/record.ts'
import { Turn } from '../conversations/turn.ts'
import type { Live } from '../live.ts'
import type { Database } from '../store/database.ts'
import { positionOf } from '../timeline/position.ts'
import { gatherHistory } from './gather.ts'

const conversation = conversationIdFromBytes(new Uint8Array(16))
const account = parseAccountName('newcomer')
const [context, credential, signature] = [new Uint8Array(40), new Uint8Array(60), new Uint8Array(64)]

function idOf(place: number): MessageId {
  const bytes = new Uint8Array(32).fill(1, 0, 1)
  new DataView(bytes.buffer).setUint32(28, place)
  const id = messageIdFromBytes(bytes)
  if (id === undefined) throw new Error('32 bytes are an id')
  return id
}

/** What a device has that got so many messages, the last one at the highest place. */
async function gatherFrom(count: number, content: Uint8Array) {
  if (conversation === undefined || account === undefined) throw new Error('an id and a name')
  const rows: SqlRow[] = Array.from({ length: count }, (_, n) => {
    const place = count - n
    const shown = { key: idOf(place), pos: positionOf(place), at: place, leaf: 0 }
    return { ...shown, content, signature, context, credential }
  })
  const all = async (sql: string, params: readonly SqlValue[] = []) =>
    sql.includes('LEFT JOIN authorship') ? rows.slice(0, Number(params.at(-1))) : []
  const record = newRecord(conversation, { kind: 'group', name: 'Long', peer: undefined, begunAt: 1 })
  const db = { all, first: async () => undefined } as Pick<Database, 'all' | 'first'> as Database
  const turn = new Turn({
    ...{ db, isStored: true, group: async () => undefined },
    record: { ...record, since: 1 },
  })
  const wants = [{ first: 1, last: count }]
  const asking = { purpose: 'before', account, wants, history: { kind: 'all' } } as const
  return gatherHistory({} as Live, turn, asking)
}

const countIn = (parts: readonly { readonly count: number }[]) =>
  parts.reduce((sum, { count }) => sum + count, 0)

it('[NH-5] hands over the newest messages, so many at most, and says that there was more', async () => {
  const most = limits.messagesPerHandover
  const whole = await gatherFrom(most, new Uint8Array(8))
  expect([countIn(whole.parts), whole.isCut, whole.parts.at(-1)?.first]).toEqual([most, false, 1])
  const cut = await gatherFrom(most + 1, new Uint8Array(8))
  expect([countIn(cut.parts), cut.isCut, cut.parts.at(-1)?.first]).toEqual([most, true, 2])
  expect(cut.parts[0]?.last).toBe(most + 1)
})

it('[NH-5] [NH-7] hands over so many parts at most, each of which fits into a parcel, without holes between them', async () => {
  const most = limits.parcelsPerHandover
  const large = new Uint8Array(limits.textBytes)
  const { parts, isCut } = await gatherFrom(most * 8, large)
  expect(parts).toHaveLength(most)
  expect(isCut).toBe(true)
  expect(Math.max(...parts.map(({ body }) => body.length))).toBeLessThan(limits.parcelBytes - 1024)
  expect(parts.slice(1).map(({ last }) => last + 1)).toEqual(parts.slice(0, -1).map(({ first }) => first))
  const { first = 0 } = parts.at(-1) ?? {}
  expect(countIn(parts)).toBe(most * 8 - first + 1)
})
