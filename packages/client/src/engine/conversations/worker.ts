// Moves each conversation on as far as it can go now: one decision per turn, the network between turns,
// never two at once for the same conversation. What it does follows from the store alone, so that it may
// be stopped at any point and started anew.

import type { ConversationId, Entry, EnvelopeId } from '@sotto/wire'
import { encodeMimiContent, leaveNotice, saltLength } from '@sotto/wire'
import { StoreError } from '../../ports.ts'
import { askStep } from '../handover/ask-step.ts'
import { owedStep } from '../handover/owed.ts'
import { type Live, warn } from '../live.ts'
import { writeOutbox } from '../outbox/seal.ts'
import { sendStep } from '../outbox/send-waiting.ts'
import { profileStep } from '../profiles/words.ts'
import { beginStep } from './begin.ts'
import { changeStep } from './change.ts'
import { followStep } from './follow-leave.ts'
import { type Intent, readIntents, type StoredIntent } from './intents.ts'
import { readPending } from './pending.ts'
import { knowsPlace, placeStep } from './place.ts'
import { checkStanding, mayComeBack, untilAsking } from './standing.ts'
import { again, rest, type Task } from './task.ts'
import { performTask } from './tasks.ts'
import type { Turn } from './turn.ts'
import { uploadPending } from './upload.ts'

/** A timer may be early; what is due later has a timer of its own. */
const soon = 10_000

export class Worker {
  readonly #live: Live
  readonly #takeAnswer: (entry: Entry) => void
  /** Whether to look once more after the present round. */
  readonly #working = new Map<ConversationId, boolean>()
  #stopped = false

  constructor(live: Live, takeAnswer: (entry: Entry) => void) {
    this.#live = live
    this.#takeAnswer = takeAnswer
  }

  stop(): void {
    this.#stopped = true
  }

  wake(conversation: ConversationId): void {
    if (this.#stopped || !this.#live.gateway.online) return
    if (this.#working.has(conversation)) {
      this.#working.set(conversation, true)
      return
    }
    this.#working.set(conversation, false)
    void this.#work(conversation)
  }

  async #work(conversation: ConversationId): Promise<void> {
    try {
      for (let goOn = true; goOn; goOn = this.#working.get(conversation) === true) {
        this.#working.set(conversation, false)
        await this.#round(conversation)
      }
    } catch (error) {
      // a bug must not stop the rest of the engine; the next change or connection tries again
      if (!(error instanceof StoreError))
        warn(this.#live, 'internal', 'Something went wrong here.', conversation)
    } finally {
      this.#working.delete(conversation)
    }
  }

  async #round(conversation: ConversationId): Promise<void> {
    while (!this.#stopped && this.#live.gateway.online) {
      const task = (await this.#live.actors.of(conversation).run((turn) => this.#decide(turn))) ?? rest
      if (task.do === 'rest') return
      if (task.do !== 'again') await performTask(this.#live, conversation, task)
    }
  }

  async #decide(turn: Turn): Promise<Task> {
    const live = this.#live
    const { record } = turn
    const errand = live.errands.of(record.id)
    const now = live.platform.clock.now()
    if (now < errand.heldUntil) return this.#later(turn, errand.heldUntil - now)
    const intents = await readIntents(turn)
    const parting = await partingStep(live, turn, intents)
    if (parting !== undefined) return parting
    const untilAsk = untilAsking(live, turn)
    if (untilAsk !== undefined && untilAsk <= 0) return { do: 'ask-rejoin' }
    if (untilAsk !== undefined && (record.group === 'broken' || untilAsk < soon)) this.#later(turn, untilAsk)
    if (record.group === 'broken') return rest
    if (record.group === 'live' && !knowsPlace(live, turn)) return placeStep(live, turn)
    const pending = await readPending(turn)
    const stuck = () => void checkStanding(live, record.id).catch(() => undefined)
    if (pending !== undefined) {
      uploadPending(live, turn, {
        pending,
        port: {
          accepted: (_, given) => this.#own(record.id, 'commit', given),
          stuck,
        },
      })
    } else {
      const task =
        record.group === 'live' ? await changeStep(live, turn, intents) : await beginStep(live, turn)
      if (task !== undefined) return task
    }
    // who is being added is to read what comes after, who is being removed is not
    if (record.group === 'live' && pending === undefined) {
      await profileStep(live, turn)
      await sendStep(live, turn, { accepted: (_, given) => this.#own(record.id, 'message', given), stuck })
      return (await askStep(live, turn)) ?? (await owedStep(live, turn)) ?? rest
    }
    return rest
  }

  #later(turn: Turn, delay: number): Task {
    turn.after(() => this.#live.wakeLater(turn.record.id, delay))
    return rest
  }

  #own(
    conversation: ConversationId,
    kind: 'message' | 'commit',
    given: { readonly id: EnvelopeId; readonly seq: number; readonly at: number },
  ): void {
    this.#takeAnswer({ conversation, kind, ...given, bytes: new Uint8Array() })
  }
}

/** Leaving and declining come before everything else. Undefined when nobody wants to go. */
async function partingStep(
  live: Live,
  turn: Turn,
  intents: readonly StoredIntent[],
): Promise<Task | undefined> {
  const { record } = turn
  const going = intents.filter(({ intent }) => intent.kind === 'leave' || intent.kind === 'decline')
  const parting = going.find(({ intent }) => !isFollowing(intent)) ?? going[0]
  const isAwaited = record.awaited && record.outside === undefined
  if (parting === undefined || isAwaited) return undefined
  const { intent, id } = parting
  if (intent.kind === 'decline') return { do: 'decline', notice: record.cursor }
  if (intent.kind !== 'leave') return undefined
  if (intent.stage === 'follow') return followStep(live, turn, id)
  if (intent.stage === 'go') return { do: 'leave', notice: intent.notice }
  // nobody takes a leave for true that was not said (C-5): it is said when this device is in again
  if (mayComeBack(live, turn)) return undefined
  if (record.group !== 'live' && record.group !== 'creating') return { do: 'leave', notice: record.cursor }
  if (intent.stage === 'sealed' || record.group === 'creating') return undefined
  const heading = {
    origin: { sender: live.identity.account, conversation: record.id },
    salt: live.platform.random.bytes(saltLength),
  }
  const content = encodeMimiContent(leaveNotice(heading))
  await writeOutbox(live, turn, { outbox: live.nextOrder(), kind: 'leave', message: '', content })
  turn.write(
    'UPDATE intents SET intent = ? WHERE id = ?',
    JSON.stringify({ kind: 'leave', stage: 'sealed' }),
    id,
  )
  return again
}

function isFollowing(intent: Intent): boolean {
  return intent.kind === 'leave' && intent.stage === 'follow'
}
