// Sends what waits in a conversation's outbox, first in first out, several at a time. Those on their way
// together are sealed in the same epoch, so that none can be refused as stale while a later one passes.

import { epochOf } from '@sotto/crypto'
import { type EnvelopeId, parseEnvelopeId, type Refusal, retryOf } from '@sotto/wire'
import type { Failure } from '../../errors.ts'
import type { SqlRow } from '../../ports.ts'
import type { Intent } from '../conversations/intents.ts'
import type { Turn } from '../conversations/turn.ts'
import { wordUnheard } from '../handover/take-word.ts'
import type { Live } from '../live.ts'
import { backoffDelay } from '../network/backoff.ts'
import type { Answer } from '../network/gateway.ts'
import { bytesOf, isNull, numberOf, textOf } from '../store/rows.ts'
import { failOne } from './fail-waiting.ts'
import { composeReceipts, ripenReceipts } from './receipts.ts'
import { canSeal, type OutboxKind, sealRow, type Waiting, writeOutbox } from './seal.ts'

const mostInFlight = 24
const holding = { least: 1_000, most: 60_000 }

/** How the answers get back into the log's order. */
export type SendPort = {
  accepted(turn: Turn, entry: { readonly id: EnvelopeId; readonly seq: number; readonly at: number }): void
  /** The server is at another moment than this device, and the log has not shown why. */
  stuck(turn: Turn): void
}

export async function sendStep(live: Live, turn: Turn, port: SendPort): Promise<void> {
  const group = await turn.group()
  if (group === undefined || !(await canSeal(live, turn))) return
  await sealReceipts(live, turn)
  const errand = live.errands.of(turn.record.id)
  const rows = await turn.all('SELECT * FROM outbox WHERE conversation = ? ORDER BY id LIMIT ?', [
    turn.record.id,
    mostInFlight,
  ])
  let underway = new Set(errand.inFlight.values())
  for (const row of rows) {
    if (errand.inFlight.has(numberOf(row, 'id'))) continue
    const sealed = await readySealed(live, turn, { row, epoch: Number(epochOf(group)) })
    if (sealed === undefined || (underway.size > 0 && !underway.has(sealed.epoch))) return
    underway = new Set([sealed.epoch])
    sendLater(live, turn, { ...sealed, outbox: numberOf(row, 'id'), port })
  }
}

async function sealReceipts(live: Live, turn: Turn): Promise<void> {
  if (!live.gateway.status.caughtUp) return
  const errand = live.errands.of(turn.record.id)
  if (!errand.receiptsRipe) {
    const due = await turn.first('SELECT 1 AS one FROM receipts_due WHERE conversation = ? LIMIT 1', [
      turn.record.id,
    ])
    if (due !== undefined) ripenReceipts(live, turn)
    return
  }
  errand.receiptsRipe = false
  const content = await composeReceipts(live, turn)
  if (content === undefined) return
  await writeOutbox(live, turn, { outbox: live.nextOrder(), kind: 'receipt', message: '', content })
}

type Sealed = { readonly epoch: number; readonly bytes: Uint8Array; readonly envelope: EnvelopeId }

/**
 * The row's envelope, sealed now if it is not yet, or for a group that has changed since: who came must be
 * able to read it, and who went must not.
 */
async function readySealed(
  live: Live,
  turn: Turn,
  { row, epoch }: { readonly row: SqlRow; readonly epoch: number },
): Promise<Sealed | undefined> {
  const isSealed = !isNull(row, 'envelope') && numberOf(row, 'epoch') === epoch
  const sealed = isSealed
    ? {
        epoch: numberOf(row, 'epoch'),
        bytes: bytesOf(row, 'envelope_bytes'),
        envelope: textOf(row, 'envelope'),
      }
    : await sealRow(live, turn, waitingOf(row))
  const envelope = parseEnvelopeId(sealed?.envelope)
  return sealed === undefined || envelope === undefined ? undefined : { ...sealed, envelope }
}

function waitingOf(row: SqlRow): Waiting {
  return {
    outbox: numberOf(row, 'id'),
    kind: textOf(row, 'kind') as OutboxKind,
    message: textOf(row, 'message'),
    content: bytesOf(row, 'content'),
  }
}

type Leaving = Sealed & { readonly outbox: number; readonly port: SendPort }

function sendLater(live: Live, turn: Turn, leaving: Leaving): void {
  const conversation = turn.record.id
  const errand = live.errands.of(conversation)
  turn.after(() => {
    if (live.gateway.room <= 0) return live.wakeLater(conversation, 50)
    errand.inFlight.set(leaving.outbox, leaving.epoch)
    live.gateway.request({ kind: 'send', conversation, envelope: leaving.bytes }, (answer) =>
      answered(live, turn, { leaving, answer }),
    )
  })
}

function answered(live: Live, turn: Turn, { leaving, answer }: { leaving: Leaving; answer: Answer }): void {
  const errand = live.errands.of(turn.record.id)
  switch (answer.kind) {
    case 'accepted':
      errand.attempt = 0
      leaving.port.accepted(turn, { id: leaving.envelope, seq: answer.seq, at: answer.at })
      break
    case 'refused':
      void refused(live, turn, { leaving, refusal: answer.refusal })
      break
    case 'lost':
      errand.inFlight.delete(leaving.outbox)
      break
  }
}

async function refused(
  live: Live,
  { record }: Turn,
  { leaving, refusal }: { readonly leaving: Leaving; readonly refusal: Refusal },
): Promise<void> {
  const { outbox, epoch, port } = leaving
  const errand = live.errands.of(record.id)
  const actor = live.actors.of(record.id)
  const handled = actor.run(async (turn) => {
    errand.inFlight.delete(outbox)
    if (refusal.code === 'stale_epoch' || refusal.code === 'epoch_conflict') {
      const group = await turn.group()
      const hasMoved = group !== undefined && Number(epochOf(group)) !== epoch
      if (!hasMoved) {
        hold(live, turn, refusal)
        turn.after(() => port.stuck(turn))
      }
      turn.write(
        'UPDATE outbox SET envelope = NULL, envelope_bytes = NULL, epoch = NULL WHERE id = ? AND envelope = ?',
        ...[outbox, leaving.envelope],
      )
      return turn.after(() => live.wake(record.id))
    }
    if (retryOf(refusal.code) === 'later' && refusal.code !== 'request_pending')
      return hold(live, turn, refusal)
    const row = await turn.first('SELECT kind, message FROM outbox WHERE id = ?', [outbox])
    if (row === undefined) return
    // it goes with the leaving itself then (C-6)
    if (textOf(row, 'kind') === 'leave' && refusal.code === 'request_pending') return leaveUnheard(live, turn)
    failOne(live, turn, { outbox, message: textOf(row, 'message'), error: refusal })
    if (textOf(row, 'kind') === 'leave') leaveUnheard(live, turn)
    if (textOf(row, 'kind') === 'history') await wordUnheard(live, turn)
    turn.after(() => live.wake(record.id))
  })
  await handled.catch(() => undefined)
}

/** The notice can't be brought to the others first: what is left is to go, perhaps from where one is no more (C-5). */
function leaveUnheard(live: Live, turn: Turn): void {
  const { id, cursor } = turn.record
  turn.write(
    `UPDATE intents SET intent = ? WHERE conversation = ? AND json_extract(intent, '$.kind') = 'leave'`,
    ...[JSON.stringify({ kind: 'leave', stage: 'go', notice: cursor } satisfies Intent), id],
  )
  turn.after(() => live.wake(id))
}

/** Waits as long as the server says, or longer each time. */
export function hold(live: Live, turn: Turn, refusal: Failure): void {
  const errand = live.errands.of(turn.record.id)
  const { clock, random } = live.platform
  const delay = Math.max(refusal.retryAfter ?? 0, backoffDelay(random, errand.attempt++, holding))
  errand.heldUntil = clock.now() + delay
  turn.after(() => live.wakeLater(turn.record.id, delay))
}
