// Whether one part of what somebody hands over can be believed (NH-8): each message is signed by a device of its author, for
// this conversation, in an epoch before this account came; they stand in the order that their epochs and what their authors
// had seen allow; the group's policy gives them; and they are what the offer has told everybody. One that breaks any of
// it spoils the part. Whose author's key the directory does not prove is left out, and counted.

import { historyDigest, messageIdOf, verifyAuthored, verifyDeviceCredential } from '@sotto/crypto'
import {
  type AccountName,
  afterIn,
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
import { type Said, shown, unreadable } from '../inbox/shown.ts'
import { isWithin } from './gather.ts'
import type { PartItem } from './part.ts'
import { orderOf, type Progress, type Reference, type Wanted } from './wanted.ts'

export type HandedItem = PartItem & {
  readonly id: MessageId
  readonly from: AccountName
  readonly said: Said
}

/**
 * `forged`: not signed by whom it names, or for somewhere else. `beyond`: more than was asked for or the group allows.
 * `order`: it does not fit together. `other`: not what the offer has told. `later`: can't be judged now.
 */
export type Fault = 'forged' | 'beyond' | 'order' | 'other' | 'later'

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
  /** The account's key that this device goes by, once the directory was asked; undefined where it proves none. */
  readonly keyOf: (account: AccountName) => Promise<Uint8Array | undefined | 'later'>
}

type Signed = HandedItem & { readonly order: number; readonly reference: Reference | undefined }

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
  if (lowest === undefined || references === undefined) return 'order'
  const proven: HandedItem[] = []
  for (const one of signed) {
    const isProven = await isByAccount(scene, one)
    if (isProven === 'later') return 'later'
    if (isProven) proven.push(one)
  }
  const unproven = progress.unproven + signed.length - proven.length
  return { items: proven, progress: { ...progress, lowest, references, unproven } }
}

async function readSigned(scene: Scene, item: PartItem): Promise<Signed | Fault> {
  const { conversation, part, wanted, progress } = scene
  const { seq, at, credential: bytes, content: written } = item
  if (seq < part.first || seq > part.last || !isWithin(wanted.wants, seq)) return 'beyond'
  if (!allows(progress.history, at)) return 'beyond'
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
  const one = { ...item, id, from, order, reference: undefined }
  if (!content.ok) return { ...one, said: unreadable }
  const meaning = meaningOf(content.value)
  if (meaning.kind === 'status' || meaning.kind === 'leave' || meaning.kind === 'history') return 'forged'
  const after = afterIn(content.value)
  const reference = after === undefined ? undefined : ([after.place, after.id] as const)
  return { ...one, said: shown(meaning, content.value), reference }
}

/** A message may come in at most so many epochs after its own (M-14, D-4). */
const lag = 2

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
  { part, offer, progress, wanted }: Scene,
  items: readonly Signed[],
): readonly Reference[] | undefined {
  const here = new Map(items.map(({ seq, id }) => [seq, id as string]))
  const lacks = rangesOf(offer.lacks)
  const all = [...progress.references, ...items.flatMap(({ reference }) => (reference ? [reference] : []))]
  if (items.some(({ seq, reference }) => reference !== undefined && reference[0] >= seq)) return undefined
  const open: Reference[] = []
  for (const reference of all) {
    const [place, id] = reference
    if (place < part.first) open.push(reference)
    else if (place > part.last || !isWithin(wanted.wants, place) || isWithin(lacks, place)) continue
    else if (here.get(place) !== id) return undefined
  }
  return open
}

async function isByAccount({ keyOf }: Scene, { credential: bytes, from }: Signed) {
  const accountKey = await keyOf(from)
  if (accountKey === 'later' || accountKey === undefined) return accountKey === 'later' ? 'later' : false
  return (await verifyDeviceCredential(bytes, { account: from, accountKey })).ok
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, at) => byte === other[at])
}
