// Whether one part of what somebody hands over can be believed (NH-8, NH-12): each message is signed by a device of its
// author, for this conversation, in an epoch before this account came, or one that fits between those that this device
// knows; they stand in the order that their epochs and what their authors had seen allow; they were asked for, and the
// group's policy gives a newcomer no more; and they are what the offer has told everybody. One that breaks any of it spoils
// the part. Whose author's key the directory does not prove is left out, and counted.

import { historyDigest, messageIdOf, verifyAuthored, verifyDeviceCredential } from '@sotto/crypto'
import {
  type AccountName,
  afterIn,
  bytesToBase64url,
  type ConversationId,
  checkOrigin,
  decodeMimiContent,
  type HistoryOffer,
  type HistoryPart,
  type MessageId,
  meaningOf,
} from '@sotto/wire'
import { rangesOf } from '../archive/ranges.ts'
import { allows } from '../conversations/group-data.ts'
import { generationOf } from '../conversations/group-id.ts'
import { orderOf } from '../conversations/stays.ts'
import { isOver } from '../expiry/lifetime.ts'
import { type Said, shown, unreadable } from '../inbox/shown.ts'
import { type Around, fitsIn, lag } from './around.ts'
import { isWithin } from './gather.ts'
import type { PartItem } from './part.ts'
import type { Progress, Reference, Wanted } from './wanted.ts'

export type HandedItem = PartItem & {
  readonly id: MessageId
  readonly from: AccountName
  readonly said: Said
}

/**
 * `forged`: not signed by whom it names, or for somewhere else. `beyond`: more than was asked for or the group allows.
 * `order`: it does not fit together. `contradicted`: an author says to have had something else there. `other`: not what
 * the offer has told. `later`: can't be judged now.
 */
export type Fault = 'forged' | 'beyond' | 'order' | 'contradicted' | 'other' | 'later'

export type Judged = {
  readonly items: readonly HandedItem[]
  readonly progress: Progress
}

export type Scene = {
  readonly conversation: ConversationId
  readonly wanted: Wanted
  readonly progress: Progress
  readonly offer: HistoryOffer
  readonly part: HistoryPart
  readonly around: Around
  readonly now: number
  /** The account's key that this device goes by, once the directory was asked; undefined where it proves none. */
  readonly keyOf: (account: AccountName) => Promise<Uint8Array | undefined | 'later'>
}

type Signed = HandedItem & {
  readonly order: number
  readonly reference: Reference | undefined
  /** It is not for whoever asks (NH-5), or its time is over (CT-8). */
  readonly isNotTaken: boolean
}

export async function judgePart(scene: Scene, items: readonly PartItem[]): Promise<Judged | Fault> {
  const { part, progress } = scene
  const signed: Signed[] = []
  for (const item of items) {
    const one = await readSigned(scene, item)
    if (typeof one === 'string') return one
    signed.push(one)
  }
  if (signed.length !== part.count || !isSame(historyDigest(signed), part.digest)) return 'other'
  if (new Set(signed.map(({ id }) => id)).size < signed.length) return 'order'
  const lowest = lowestOrder(scene, signed)
  const references = openReferences(scene, signed)
  if (lowest === undefined) return 'order'
  if (references === undefined) return 'contradicted'
  const proven: HandedItem[] = []
  const unproven: number[] = [...progress.unproven]
  for (const one of signed) {
    const isProven = await isByAccount(scene, one)
    if (isProven === 'later') return 'later'
    if (!isProven) unproven.push(one.seq)
    else if (!one.isNotTaken) proven.push(one)
  }
  return { items: proven, progress: { ...progress, lowest, references, unproven } }
}

async function readSigned(scene: Scene, item: PartItem): Promise<Signed | Fault> {
  const { conversation, part, wanted, progress, around, now } = scene
  const { seq, at, credential: bytes, content: written } = item
  if (seq < part.first || seq > part.last || !isWithin(wanted.wants, seq)) return 'beyond'
  if (wanted.purpose === 'before' && !allows(progress.history, at)) return 'beyond'
  const credential = await verifyDeviceCredential(bytes)
  if (!credential.ok) return 'forged'
  const authored = await verifyAuthored(item, credential.value.signatureKey)
  const generation = authored && generationOf(conversation, authored.groupId)
  if (authored === undefined || generation === undefined) return 'forged'
  const from = credential.value.account
  const origin = { sender: from, conversation }
  const read = decodeMimiContent(written)
  const content = read.ok ? checkOrigin(read.value, origin) : read
  const id = messageIdOf(origin, written)
  const order = orderOf(generation, Number(authored.epoch))
  if (around.stays.of(from, order) === 'out' || !fitsIn(around, { ...item, order })) return 'forged'
  const one = { ...item, id, from, order, reference: undefined, isNotTaken: false }
  if (!content.ok) return { ...one, said: unreadable }
  const meaning = meaningOf(content.value)
  if (['status', 'leave', 'history', 'profile'].includes(meaning.kind)) return 'forged'
  const after = afterIn(content.value)
  const reference = after === undefined ? undefined : ([after.place, after.id] as const)
  const { expires } = content.value
  const isNotTaken = expires !== undefined && (wanted.purpose === 'before' || isOver(expires, now))
  return { ...one, said: shown(meaning, content.value), reference, isNotTaken }
}

/** Epochs rise with the places. The lowest there is, for what is older; undefined when they don't. */
function lowestOrder({ wanted, progress }: Scene, items: readonly Signed[]): number | undefined {
  let highest = 0
  for (const { order } of items) {
    if (order < highest - lag || order >= wanted.before) return undefined
    highest = Math.max(highest, order)
  }
  if (highest > progress.lowest + lag) return undefined
  return Math.min(progress.lowest, ...items.map(({ order }) => order))
}

/** What authors had seen stands before what they wrote, where they say. Those that point further back; undefined when one does not fit. */
function openReferences(
  { part, offer, progress, wanted, around }: Scene,
  items: readonly Signed[],
): readonly Reference[] | undefined {
  const here = new Map(items.map(({ seq, id }) => [seq, id as string]))
  const lacks = rangesOf(offer.lacks)
  const deleted = new Set([...around.deleted, ...items.flatMap(deletedBy)])
  const all = [...progress.references, ...items.flatMap(({ reference }) => (reference ? [reference] : []))]
  // whom two members contradict alike is a liar, and not they
  const isAgreed = isDoubtedOfOther(wanted, part, progress.by)
  const isAhead = items.some(({ seq, reference }) => reference !== undefined && reference[0] >= seq)
  if (isAhead && !isAgreed) return undefined
  const open: Reference[] = []
  for (const reference of all) {
    const [place, id] = reference
    if (place < part.first) open.push(reference)
    else if (place > part.last || !isWithin(wanted.wants, place) || isWithin(lacks, place)) continue
    else if (here.get(place) !== id && !deleted.has(id) && !isAgreed) return undefined
  }
  return open
}

/** Whether somebody else has given the very same, and it was refused for what an author says. */
function isDoubtedOfOther({ doubted }: Wanted, { digest }: HistoryPart, by: AccountName): boolean {
  const other = doubted[bytesToBase64url(digest)]
  return other !== undefined && other !== by
}

function deletedBy({ said }: Signed): readonly string[] {
  return said.type === 'deletion' && said.target !== undefined ? [said.target] : []
}

async function isByAccount({ keyOf }: Scene, { credential: bytes, from }: Signed) {
  const accountKey = await keyOf(from)
  if (accountKey === 'later' || accountKey === undefined) return accountKey === 'later' ? 'later' : false
  return (await verifyDeviceCredential(bytes, { account: from, accountKey })).ok
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, at) => byte === other[at])
}
