// What must hold of messages that were changed once a world has come to rest: every device tells of each message what
// follows from the changes that it was meant to read, in the order of the log (CT-15 to CT-18), whatever came when.

import type { ConversationId } from '@sotto/wire'
import { type Log, mayRead } from './ledger.ts'
import { asTaken } from './refusals.ts'
import type { SimDevice } from './sim-device.ts'
import type { World } from './world.ts'

const waiting = 2 ** 52
const slots = 16

type Row = {
  readonly conversation: ConversationId
  readonly key: string
  readonly type: string
  readonly sender: string
  readonly target: string | null
  readonly seq: number
  readonly text: string
  readonly first: string
  readonly deleted: number
}

export function outcomeBreaches(world: World): readonly string[] {
  const rows = new Map(world.devices.map((device) => [device, rowsOf(device)]))
  const changes = changesIn([...rows.values()].flat())
  const found: string[] = []
  for (const [conversation, written] of world.ledger.logs) {
    const log = asTaken(world, conversation, written)
    for (const [device, all] of rows) {
      if (world.declined.has(`${device.account} ${conversation}`)) continue
      const here = all.filter((row) => row.conversation === conversation)
      const keys = new Set(here.map(({ key }) => key))
      const isHere = (one: Row) => keys.has(one.key) && world.mayHaveBeenTold(log, device, one.seq)
      const readable = changes.filter(
        (one) => one.conversation === conversation && (isFor(log, device, one) || isHere(one)),
      )
      for (const message of here.filter(({ type }) => type === 'message')) {
        const [wanted, told] = [expected(message, readable), tells(message, here)]
        if (wanted !== told)
          found.push(`${device.name} in ${conversation}: tells ${told} instead of ${wanted}`)
      }
    }
  }
  return found
}

/** Devices of one account tell the same of every message. */
export function outcomeDifferences(one: SimDevice, other: SimDevice): readonly string[] {
  const [ours, theirs] = [rowsOf(one), rowsOf(other)]
  const told = new Map(
    messagesIn(theirs).map((row) => [`${row.conversation} ${row.key}`, tells(row, theirs)]),
  )
  return messagesIn(ours).flatMap((row) => {
    const wanted = told.get(`${row.conversation} ${row.key}`)
    const is = tells(row, ours)
    return wanted === undefined || wanted === is
      ? []
      : [`${one.name} in ${row.conversation}: tells ${is}, ${other.name} ${wanted}`]
  })
}

function messagesIn(rows: readonly Row[]): readonly Row[] {
  return rows.filter(({ type }) => type === 'message')
}

function isFor(log: Log, device: SimDevice, { seq }: Row): boolean {
  return mayRead(log, device.device, seq)
}

/** Each once, with its words where anybody still has them. */
function changesIn(rows: readonly Row[]): readonly Row[] {
  const changes = new Map<string, Row>()
  for (const row of rows) {
    const before = changes.get(row.key)
    if (row.type !== 'message' && (before === undefined || before.text === '')) changes.set(row.key, row)
  }
  return [...changes.values()].sort((one, other) => one.seq - other.seq)
}

function expected({ key, sender, first }: Row, changes: readonly Row[]): string {
  const of = (type: string) => changes.filter((one) => one.type === type && one.target === key)
  const isAuthors = (one: Row) => one.sender === sender
  if (of('deletion').some(isAuthors)) return outcome('', true, [])
  const text = of('edit').filter(isAuthors).at(-1)?.text ?? first
  const isTaken = (given: Row) =>
    changes.some((one) => one.type === 'deletion' && one.target === given.key && one.sender === given.sender)
  return outcome(
    text,
    false,
    of('reaction').filter((given) => !isTaken(given)),
  )
}

function tells({ key, text, deleted }: Row, here: readonly Row[]): string {
  const given = here.filter((one) => one.type === 'reaction' && one.target === key && one.deleted === 0)
  return outcome(text, deleted > 0, deleted > 0 ? [] : given)
}

function outcome(text: string, isDeleted: boolean, given: readonly Row[]): string {
  const reactions = [...new Set(given.map((one) => `${one.sender} ${one.text}`))].sort()
  return `"${isDeleted ? '(deleted)' : ''}${text}" ${reactions.join(', ')}`
}

function rowsOf(device: SimDevice): readonly Row[] {
  const rows = device.look(
    `SELECT conversation, key, type, sender, target, pos, text, coalesce(first_text, text) AS first, deleted
     FROM items WHERE type <> 'happening' AND pos < ${waiting} ORDER BY pos, id`,
  )
  return rows.map((row) => ({
    conversation: row.conversation as ConversationId,
    key: String(row.key),
    type: String(row.type),
    sender: String(row.sender),
    target: typeof row.target === 'string' ? row.target : null,
    seq: Math.floor(Number(row.pos) / slots),
    text: String(row.text),
    first: String(row.first),
    deleted: Number(row.deleted),
  }))
}
