// The way of what is handed over into this device's store: part by part, the newest first, each checked and stored with the
// place to go on from. What does not hold is named, and somebody else is asked.

import { openHandoverChunk, openHandoverKey, parcelIdOf } from '@sotto/crypto'
import {
  type AccountName,
  type AskPurpose,
  base64urlToBytes,
  bytesToBase64url,
  type ConversationId,
  decodeHistoryWord,
  type HistoryOffer,
} from '@sotto/wire'
import type { Outcome } from '../../api/outcome.ts'
import { countIn, without } from '../archive/ranges.ts'
import type { Turn } from '../conversations/turn.ts'
import type { Live } from '../live.ts'
import { routes } from '../network/routes.ts'
import { sightProven } from '../people/proven-keys.ts'
import { positionOf } from '../timeline/position.ts'
import { type Around, lookAround } from './around.ts'
import { type Judged, judgePart } from './check-part.ts'
import { decodePart } from './part.ts'
import { finishRepair, hidesSomething } from './repair.ts'
import { storeHanded } from './store-handed.ts'
import { meetTrouble, refuseOffer, type Trouble } from './trouble.ts'
import { dropProgress, type Progress, readWanted, sameAsk, type Wanted, writeWanted } from './wanted.ts'

type Underway = {
  readonly wanted: Wanted
  readonly progress: Progress
  readonly offer: HistoryOffer
  readonly around: Around
}

export async function fetchHistory(
  live: Live,
  conversation: ConversationId,
  purpose: AskPurpose,
): Promise<void> {
  const actor = live.actors.of(conversation)
  const underway = await actor.run((turn) => underwayIn(live, turn, purpose))
  if (underway === undefined) return
  const { offer, progress } = underway
  const isOver = progress.next >= offer.parts.length
  const got = isOver ? undefined : await takePart(live, conversation, underway)
  await actor.run(async (turn) => {
    const now = await underwayIn(live, turn, purpose)
    if (now?.progress.next !== progress.next || !isSameOffer(now, underway)) return
    if (got === undefined) return finish(live, turn, now)
    if (typeof got === 'string') return meetTrouble(live, turn, { wanted: now.wanted, trouble: got })
    live.errands.of(conversation).attempt = 0
    const taken = await storeHanded(live, turn, got.items)
    const next = { ...got.progress, next: progress.next + 1, taken: progress.taken + taken }
    writeWanted(turn, { ...now.wanted, progress: next })
    turn.after(() => live.wake(conversation))
  })
}

async function underwayIn(live: Live, turn: Turn, purpose: AskPurpose): Promise<Underway | undefined> {
  const wanted = await readWanted(turn, purpose)
  if (wanted?.stage !== 'arriving' || wanted.progress === undefined || wanted.offer === undefined)
    return undefined
  const offer = decodeHistoryWord(wanted.offer)
  if (!offer.ok || offer.value.kind !== 'offer') return undefined
  const around = await lookAround(live, turn, purpose === 'missing' ? wanted.wants : [])
  return { wanted, progress: wanted.progress, offer: offer.value, around }
}

function isSameOffer(one: Underway, other: Underway): boolean {
  const [ask, otherAsk] = [one.wanted.ask, other.wanted.ask]
  return ask !== undefined && otherAsk !== undefined && sameAsk(ask, otherAsk)
}

async function takePart(
  live: Live,
  conversation: ConversationId,
  { wanted, progress, offer, around }: Underway,
): Promise<Judged | Trouble> {
  const part = offer.parts[progress.next]
  const { ask, secret } = wanted
  if (part === undefined || ask === undefined || secret === undefined) return 'unreadable'
  const parcel = await fetchParcel(live, conversation, part.parcel)
  if (typeof parcel === 'string') return parcel
  const key = await openHandoverKey(secret, { conversation, ask }, offer.sealedKey)
  const place = { conversation, ask, number: progress.next }
  const body = key === undefined ? undefined : await openHandoverChunk(key, place, parcel)
  const items = body === undefined ? undefined : decodePart(body)
  if (items === undefined) return 'unreadable'
  const keyOf = (account: AccountName) => provenKeyOf(live, account)
  const now = live.platform.clock.now()
  return judgePart({ conversation, wanted, progress, offer, part, around, now, keyOf }, items)
}

async function fetchParcel(
  live: Live,
  conversation: ConversationId,
  id: Uint8Array,
): Promise<Uint8Array | 'gone' | 'later' | 'swapped'> {
  const path = routes.parcel(conversation, bytesToBase64url(id))
  const answer = await live.rest.get('Parcel', { method: 'GET', path })
  if (!answer.ok) return answer.error.code === 'not_found' ? 'gone' : 'later'
  const bytes = base64urlToBytes(answer.value.bytes)
  const isIt = bytes !== undefined && bytesToBase64url(parcelIdOf(bytes)) === bytesToBase64url(id)
  return isIt ? bytes : 'swapped'
}

/** Of somebody who has left long ago the directory is asked, and its proof demanded (KT-8). */
async function provenKeyOf(live: Live, account: AccountName): Promise<Uint8Array | undefined | 'later'> {
  const known = live.people.keyOf(account)
  if (known !== undefined) return known
  const told = await live.keyLog.lookUp([account])
  if (!told.ok || !told.value.isProven) return 'later'
  if (told.value.isGone(account)) return undefined
  await sightProven(live, account, told.value.of(account))
  return live.people.keyOf(account)
}

async function finish(live: Live, turn: Turn, underway: Underway): Promise<void> {
  const { wanted } = underway
  if (wanted.purpose === 'before') finishBefore(live, turn, underway)
  else if (hidesSomething(underway)) await refuseOffer(live, turn, wanted)
  else await finishRepair(live, turn, underway)
  turn.after(() => void thank(live, turn.record.id))
}

/** All of it is here: where the history begins it says who handed it over. */
function finishBefore(live: Live, turn: Turn, { wanted, progress, offer }: Underway): void {
  const { record } = turn
  const { by, taken, unproven } = progress
  const lacking = countIn(offer.lacks) + unproven.length
  const what = { kind: 'handed-over', by, to: live.identity.account, count: taken, lacking, cut: offer.isCut }
  const oldest = offer.parts.at(-1)?.first ?? wanted.joined
  turn.write(
    `INSERT OR IGNORE INTO items (conversation, key, pos, type, sender, mine, text, at, state, detail)
     SELECT ?1, ?2, ?3, 'happening', '', 0, '',
       coalesce((SELECT at FROM items WHERE conversation = ?1 AND pos > ?3 ORDER BY pos LIMIT 1), ?4), '', ?5`,
    ...[record.id, `handed-over ${wanted.joined}`, positionOf(oldest) - 1, live.platform.clock.now()],
    JSON.stringify(what),
  )
  dropProgress(turn)
  const given = without([{ first: oldest, last: wanted.joined - 1 }], offer.lacks)
  if (unproven.length === 0) record.absences = without(record.absences, given)
  const isWhole = !offer.isCut && lacking === 0
  writeWanted(turn, { ...wanted, stage: 'done', isWhole, secret: undefined, offer: undefined })
}

/** What was left for this device here needs to wait no longer. */
function thank(live: Live, conversation: ConversationId): Promise<Outcome<null>> {
  return live.rest.tell({ method: 'DELETE', path: routes.parcels(conversation) })
}
