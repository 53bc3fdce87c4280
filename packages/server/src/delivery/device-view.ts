// A log as one device sees it: from the entry that added it to the one that removes it, its Welcome in the
// place of that commit, its own entries without their bytes unless it reads for repair, a gap where something is
// missing (D-8 to D-12).

import { type DeviceId, type Entry, envelopeIdFromBytes, type Uploader } from '@sotto/wire'
import type { AccountGate } from '../gates.ts'
import {
  type DeliveryStore,
  type Log,
  pauseOf,
  type Stay,
  type StoredEntry,
} from '../store/delivery-store.ts'

export type ViewedEntry = {
  readonly entry: Entry
  /** The device wrote it itself. */
  readonly own: boolean
}

export type Page = { readonly entries: number; readonly bytes: number }

const nothing = new Uint8Array(0)
const noId = envelopeIdFromBytes(new Uint8Array(16))

/** Where entries come from, and whose devices wrote them. */
export type ViewSource = {
  readonly store: Pick<DeliveryStore, 'read' | 'welcome'>
  readonly accounts: Pick<AccountGate, 'formerAccountOf'>
}

export type ViewRequest = {
  readonly device: DeviceId
  readonly after: number
  readonly page: Page
  /** With the bytes of what the device wrote itself. */
  readonly isWhole?: boolean
}

/** The next entries after `after` that `device` may see; empty when it has seen all. */
export async function viewLog(
  source: ViewSource,
  log: Log,
  request: ViewRequest,
): Promise<readonly ViewedEntry[]> {
  const place = log.roster.get(request.device)
  const pausesAt = place === undefined ? undefined : pauseOf(log, place.account)
  if (place === undefined || request.after >= (pausesAt ?? log.lastSeq)) return []
  // one stay after the other: what came between them is not for this device (D-9)
  const stay = [...place.earlier, place].find(({ until }) => request.after < (until ?? log.lastSeq))
  return stay === undefined ? [] : viewStay(source, log, { ...request, stay: pausedAt(stay, pausesAt) })
}

/** As far as it may be seen for now (C-6). */
function pausedAt(stay: Stay, pausesAt: number | undefined): Stay {
  return pausesAt === undefined ? stay : { ...stay, until: Math.min(stay.until ?? pausesAt, pausesAt) }
}

async function viewStay(
  source: ViewSource,
  log: Log,
  request: ViewRequest & { readonly stay: Stay },
): Promise<readonly ViewedEntry[]> {
  const { device, stay, isWhole = false } = request
  const last = stay.until ?? log.lastSeq
  const after = Math.max(request.after, stay.joined - 1)
  const stored = await source.store.read(log.conversation, after, request.page)
  const within = stored.filter((entry) => entry.seq <= last)
  const missingUpTo = (within[0]?.seq ?? last + 1) - 1
  const views = await Promise.all(within.map((entry) => view(source, { log, stay, device, isWhole }, entry)))
  return missingUpTo > after ? [gap(log, missingUpTo, within[0]?.at), ...views] : views
}

type Viewer = Pick<ViewRequest, 'device'> & {
  readonly log: Log
  readonly stay: Stay
  readonly isWhole: boolean
}

async function view(source: ViewSource, viewer: Viewer, stored: StoredEntry): Promise<ViewedEntry> {
  const { log, stay, device, isWhole } = viewer
  const { seq, at, kind, id, bytes, sender } = stored
  const common = { conversation: log.conversation, seq, at, id, uploader: uploaderOf(source, log, sender) }
  if (stay.joined === seq && sender !== device) {
    const welcome = await source.store.welcome(log.conversation, seq)
    if (welcome !== undefined) return { own: false, entry: { ...common, kind: 'welcome', bytes: welcome } }
  }
  const own = sender === device
  return { own, entry: { ...common, kind, bytes: own && !isWhole ? nothing : bytes } }
}

/** Who brought an entry to the log (D-15); of a device that was signed out since, as far as that is remembered. */
function uploaderOf(
  { accounts }: ViewSource,
  { roster }: Log,
  sender: DeviceId | undefined,
): Uploader | undefined {
  if (sender === undefined) return undefined
  const account = roster.get(sender)?.account ?? accounts.formerAccountOf(sender)
  return account === undefined ? undefined : { account, device: sender }
}

function gap(log: Log, seq: number, at: number | undefined): ViewedEntry {
  if (noId === undefined) throw new Error('16 bytes are an id')
  const entry: Entry = {
    conversation: log.conversation,
    seq,
    at: at ?? 0,
    kind: 'gap',
    id: noId,
    bytes: nothing,
  }
  return { entry, own: false }
}
