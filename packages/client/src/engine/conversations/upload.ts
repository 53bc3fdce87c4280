// Brings the pending commit to the server, and reads a refusal: another was first and the log will show
// it, the server is busy, or the change can't be made at all.

import { type Entry, type EnvelopeId, type Refusal, retryOf } from '@sotto/wire'
import type { Failure } from '../../errors.ts'
import type { Live } from '../live.ts'
import type { Answer } from '../network/gateway.ts'
import { failWaiting } from '../outbox/fail-waiting.ts'
import { hold } from '../outbox/send-waiting.ts'
import { failIntents, readIntents } from './intents.ts'
import { dropPending, type Pending } from './pending.ts'
import { accountsOf, noChores } from './record.ts'
import type { Turn } from './turn.ts'

/** How long the log may take to show who won before this device asks where it stands. */
const patience = 4_000

export type UploadPort = {
  accepted(turn: Turn, entry: Pick<Entry, 'id' | 'seq' | 'at'>): void
  /** The log has not shown who won. */
  stuck(turn: Turn): void
}

export function uploadPending(live: Live, turn: Turn, given: { pending: Pending; port: UploadPort }): void {
  const { pending, port } = given
  const errand = live.errands.of(turn.record.id)
  if (errand.uploading || errand.awaitingLog) return
  turn.after(() => {
    errand.uploading = true
    const request =
      pending.creates === undefined
        ? ({ kind: 'commit', ...pending.upload } as const)
        : ({ kind: 'create', as: pending.creates, ...pending.upload } as const)
    live.gateway.request(request, (answer) =>
      answered(live, turn, { answer, port, envelope: pending.envelope }),
    )
  })
}

type Answered = { readonly answer: Answer; readonly port: UploadPort; readonly envelope: EnvelopeId }

function answered(live: Live, turn: Turn, { answer, port, envelope }: Answered): void {
  const errand = live.errands.of(turn.record.id)
  if (answer.kind === 'lost') {
    errand.uploading = false
  } else if (answer.kind === 'accepted') {
    port.accepted(turn, { id: envelope, seq: answer.seq, at: answer.at })
  } else {
    const { refusal } = answer
    const handled = live.actors.of(turn.record.id).run((next) => refused(live, next, { refusal, port }))
    void handled.catch(() => undefined)
  }
}

async function refused(
  live: Live,
  turn: Turn,
  { refusal, port }: { readonly refusal: Refusal; readonly port: UploadPort },
): Promise<void> {
  const errand = live.errands.of(turn.record.id)
  errand.uploading = false
  if (refusal.code === 'epoch_conflict' || refusal.code === 'already_exists') {
    errand.awaitingLog = true
    turn.after(() => live.platform.clock.after(patience, () => errand.awaitingLog && port.stuck(turn)))
    return
  }
  if (refusal.code === 'roster_mismatch') return lookAgain(live, turn, refusal)
  if (retryOf(refusal.code) === 'later' && refusal.code !== 'too_many') return hold(live, turn, refusal)
  await giveUp(live, turn, refusal)
}

/** The server's devices are not those we knew: compare again, then plan anew. */
function lookAgain(live: Live, turn: Turn, refusal: Refusal): void {
  abandon(live, turn)
  turn.record.chores = { ...turn.record.chores, check: accountsOf(turn.record) }
  hold(live, turn, refusal)
}

/** Whoever wished it is told why not. */
async function giveUp(live: Live, turn: Turn, refusal: Refusal): Promise<void> {
  const wasCreating = turn.record.group === 'creating'
  abandon(live, turn)
  turn.record.chores = noChores
  await refuseWishes(live, turn, { refusal, wasCreating })
  turn.after(() => live.wake(turn.record.id))
}

/** Also for wishes whose people the server does not let us reach. */
export async function refuseWishes(
  live: Live,
  turn: Turn,
  { refusal, wasCreating }: { readonly refusal: Failure; readonly wasCreating: boolean },
): Promise<void> {
  const intents = await readIntents(turn)
  const wishes = intents.filter(({ intent }) => intent.kind !== 'leave' && intent.kind !== 'decline')
  failIntents(live, turn, { ids: wishes.map((one) => one.id), error: refusal })
  if (!wasCreating) return
  await failWaiting(live, turn, refusal)
  if (turn.record.kind === 'group' && turn.record.cursor === 0) turn.record.listed = false
}

/** Drops the pending commit; a creation goes back to before the beginning. */
export function abandon(live: Live, turn: Turn): void {
  dropPending(turn)
  if (turn.record.group === 'creating') {
    turn.dropGroup()
    turn.record.group = 'none'
  }
  turn.after(() => {
    const errand = live.errands.of(turn.record.id)
    errand.awaitingLog = false
    errand.claimed = []
    errand.asked.clear()
    errand.inspected.clear()
  })
}
