// Hands history over to another's device: gathers it, seals it under a key made for this, leaves the parts at the
// server, and then says so in the group, with the key sealed to that device alone (NH-5, NH-6). Cut short at any point it
// is begun anew; what was left at the server expires by itself.

import { membersOf, parcelIdOf, sealHandoverChunk, sealHandoverKey } from '@sotto/crypto'
import {
  bytesToBase64url,
  type ConversationId,
  type DeviceId,
  type HistoryOffer,
  type HistoryPart,
  limits,
} from '@sotto/wire'
import type { Outcome } from '../../api/outcome.ts'
import { retryOfFailure } from '../../errors.ts'
import { samePolicy } from '../conversations/group-data.ts'
import type { Turn } from '../conversations/turn.ts'
import type { Live } from '../live.ts'
import { backoffDelay } from '../network/backoff.ts'
import { routes } from '../network/routes.ts'
import { leavesOf } from '../people/holder.ts'
import { sayHistory } from './ask.ts'
import { type Gathered, gatherHistory } from './gather.ts'
import { type Owed, readAsks, writeAsk } from './owed.ts'
import { isDenial } from './repair.ts'
import { sameAsk } from './wanted.ts'

const retries = { least: 2_000, most: 60_000 }

export async function handOver(live: Live, conversation: ConversationId, device: DeviceId): Promise<void> {
  const actor = live.actors.of(conversation)
  const begun = await actor.run(async (turn) => {
    const owed = await stillOwed(turn, device)
    if (owed === undefined) return undefined
    const { history } = turn.record
    return { owed, history, gathered: await gatherHistory(live, turn, { ...owed, history }) }
  })
  if (begun === undefined) return
  const { owed, gathered, history } = begun
  const sealed = await seal(conversation, owed, gathered)
  const left = sealed === undefined ? undefined : await leaveParcels(live, conversation, { device, sealed })
  await actor.run(async (turn) => {
    const now = await stillOwed(turn, device)
    if (now === undefined || !sameAsk(now.ask, owed.ask)) return
    // a key that can't be sealed to is no key, and whoever may leave no more there leaves it to others
    if (sealed === undefined || left === undefined) return writeAsk(turn, { ...now, stage: 'settled' })
    if (!left.ok && retryOfFailure(left.error.code) === 'later') return tryLater(live, turn)
    if (!left.ok) return writeAsk(turn, { ...now, stage: 'settled' })
    // what the group allows was changed meanwhile: it is gathered anew
    if (!samePolicy(turn.record.history, history)) return
    // one who has nothing of it is enough to say so
    const isSaid = now.givenBy !== undefined && isDenial(sealed.offer, now.wants)
    if (isSaid) return writeAsk(turn, { ...now, stage: 'settled' })
    await sayHistory(live, turn, sealed.offer)
    writeAsk(turn, { ...now, stage: 'offered' })
  })
}

/** What was asked by a device that is still in, and is still to be given. */
async function stillOwed(turn: Turn, device: DeviceId): Promise<Owed | undefined> {
  const owed = (await readAsks(turn)).find((one) => one.device === device && one.stage === 'owed')
  const group = await turn.group()
  if (owed === undefined || group === undefined) return undefined
  const isIn = leavesOf(membersOf(group)).some((leaf) => leaf.device === device)
  if (isIn && (owed.purpose === 'missing' || turn.record.history.kind !== 'none')) return owed
  writeAsk(turn, { ...owed, stage: 'settled' })
  return undefined
}

type SealedOffer = { readonly offer: HistoryOffer; readonly parcels: readonly Uint8Array[] }

async function seal(
  conversation: ConversationId,
  { ask, publicKey }: Owed,
  { parts, lacks, isCut }: Gathered,
): Promise<SealedOffer | undefined> {
  const place = { conversation, ask }
  const made = await sealHandoverKey(publicKey, place)
  if (made === undefined) return undefined
  const parcels: Uint8Array[] = []
  const told: HistoryPart[] = []
  for (const [number, { body, ...part }] of parts.entries()) {
    const parcel = await sealHandoverChunk(made.key, { ...place, number }, body)
    parcels.push(parcel)
    told.push({ ...part, parcel: parcelIdOf(parcel) })
  }
  return { offer: { kind: 'offer', ask, sealedKey: made.sealed, parts: told, lacks, isCut }, parcels }
}

async function leaveParcels(
  live: Live,
  conversation: ConversationId,
  { device, sealed }: { readonly device: DeviceId; readonly sealed: SealedOffer },
): Promise<Outcome<null>> {
  const { parcels } = sealed
  for (let from = 0; from < parcels.length; from += limits.parcelsPerRequest) {
    const some = parcels.slice(from, from + limits.parcelsPerRequest)
    const json = { for: device, parcels: some.map((one) => bytesToBase64url(one)) }
    const left = await live.rest.tell({ method: 'POST', path: routes.parcels(conversation), json })
    if (!left.ok) return left
  }
  return { ok: true, value: null }
}

function tryLater(live: Live, turn: Turn): void {
  const errand = live.errands.of(turn.record.id)
  const delay = backoffDelay(live.platform.random, errand.attempt++, retries)
  errand.handFrom = live.platform.clock.now() + delay
  turn.after(() => live.wakeLater(turn.record.id, delay))
}
