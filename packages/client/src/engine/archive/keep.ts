// The way from this device to the archive: what a conversation's newest head lacks of what this device has is added,
// all records of a conversation in one write. Whoever of the account's devices finds it lacking does it; who finds
// it done does nothing; who finds that another was first looks again.

import type { ConversationId } from '@sotto/wire'
import type { Outcome } from '../../api/outcome.ts'
import type { Turn } from '../conversations/turn.ts'
import type { ArchivedItem } from './archived-item.ts'
import { decodeHead, encodeHead, encodeSegment, type Head, type Segment } from './bodies.ts'
import { type Archives, readHeads, segmentName, takeSegment } from './fetch.ts'
import { factsOf, markSaid, markWritten, remembered, toldBy, withinOf } from './local.ts'
import { readKnown } from './memory.ts'
import { nameOf } from './names.ts'
import { emptyHead, type Plan, planOf, segmentsNeeded, type Told } from './plan.ts'
import type { Found, Put } from './record-client.ts'
import { takeOnceMore } from './take-in.ts'

/** Bytes of one write, which becomes a body of JSON with its bytes in base64url. */
const bytesAtOnce = 600 * 1024

type Job = {
  readonly conversation: ConversationId
  readonly head: Head
  readonly told: Told
  /** What the server has, and the least that the next one must be above. */
  readonly present: number
  readonly above: number
  /** The version of which there was a body that the account has sealed, 0 for none. */
  readonly genuine: number
  /** The server does not show what it had: it is written again. */
  readonly isSpoiled: boolean
}

type Base = Pick<Job, 'head' | 'present' | 'above' | 'genuine' | 'isSpoiled'>
type Write = Job & { readonly plan: Plan; readonly version: number; readonly puts: readonly Put[] }

/** `moved`: the archive has more of them than before, or all; `again`: another device was first, after this genuine version. */
export type Kept = {
  readonly moved: readonly ConversationId[]
  readonly again: ReadonlyMap<ConversationId, number>
}

export async function keep(
  archives: Archives,
  conversations: readonly ConversationId[],
): Promise<Outcome<Kept>> {
  const heads = await readHeads(archives, new Map(conversations.map((one) => [one, 0])))
  if (!heads.ok) return heads
  const jobs: Job[] = []
  for (const conversation of conversations) {
    const found = heads.value.get(conversation)
    const job = found === undefined ? undefined : await jobOf(archives, conversation, found)
    if (job !== undefined) jobs.push(job)
  }
  const writes = await plansOf(archives, jobs)
  if (!writes.ok) return writes
  const written = await writeAll(archives, writes.value)
  if (!written.ok) return written
  const { again } = written.value
  const moved = jobs.map((job) => job.conversation).filter((one) => !again.has(one))
  return { ok: true, value: { moved, again } }
}

/** Undefined when there is nothing to say, or nothing that may be said on top of what the server shows. */
async function jobOf(
  { live }: Archives,
  conversation: ConversationId,
  found: Found,
): Promise<Job | undefined> {
  return live.actors.of(conversation).run(async (turn) => {
    const base = await baseOf(turn, found, await readKnown(live.db, conversation))
    if (base === undefined) return undefined
    if (base.genuine > 0) await takeOnceMore(live, turn, base.head)
    return { conversation, ...base, told: await toldBy(turn) }
  })
}

async function baseOf(
  turn: Turn,
  found: Found,
  known: Awaited<ReturnType<typeof readKnown>>,
): Promise<Base | undefined> {
  const seen = known?.version ?? 0
  const isSpoiled = found.kind !== 'body' && known !== undefined
  const genuine = found.kind === 'body' ? found.version : 0
  const versions = { present: found.version, above: Math.max(found.version, seen), genuine, isSpoiled }
  if (found.kind === 'body') {
    const head = decodeHead(found.body)
    return head?.conversation === turn.record.id ? { head, ...versions } : undefined
  }
  // what this device knows to have been there takes the place of what is older, or was spoiled
  if (known !== undefined && seen > 0 && found.version <= seen) {
    return { head: await remembered(turn, known), ...versions }
  }
  const isNew = found.kind === 'none' && known === undefined
  return isNew ? { head: emptyHead(turn.record.id, factsOf(turn.record)), ...versions } : undefined
}

async function plansOf(archives: Archives, jobs: readonly Job[]): Promise<Outcome<readonly Write[]>> {
  const { live, records } = archives
  const needs = jobs.flatMap((job) =>
    segmentsNeeded(job.head, job.told).map((segment) => ({ ...segment, conversation: job.conversation })),
  )
  const asked = needs.map(({ conversation, serial, version }) => ({
    parts: nameOf.segment(conversation, serial),
    atLeast: version,
  }))
  const found = needs.length === 0 ? { ok: true as const, value: [] } : await records.read(asked)
  if (!found.ok) return found
  const loaded = new Map<string, LoadedSegment>()
  const present = new Map<string, number>()
  for (const [at, need] of needs.entries()) {
    const one = found.value[at]
    const items = await takeSegment(archives, need, one)
    // where the server has lost it, this device's own items take its place
    const own = items ?? (await live.actors.of(need.conversation).run((turn) => withinOf(turn, need)))
    loaded.set(segmentName(need), { items: own ?? [], isSpoiled: items === undefined })
    if (one !== undefined) present.set(segmentName(need), one.version)
  }
  const writes: Write[] = []
  for (const job of jobs) {
    const write = await writeOf(archives, job, { loaded, present })
    if (write !== undefined) writes.push(write)
  }
  return { ok: true, value: writes }
}

type LoadedSegment = { readonly items: readonly ArchivedItem[]; readonly isSpoiled: boolean }

type Segments = {
  readonly loaded: ReadonlyMap<string, LoadedSegment>
  /** The versions that the server has. */
  readonly present: ReadonlyMap<string, number>
}

async function writeOf({ live }: Archives, job: Job, segments: Segments): Promise<Write | undefined> {
  const { conversation, head, told, present, above, isSpoiled } = job
  const nameIt = ({ serial }: Pick<Segment, 'serial'>) => segmentName({ conversation, serial })
  const loaded = new Map(
    head.segments.flatMap(({ serial }) => {
      const items = segments.loaded.get(nameIt({ serial }))
      return items === undefined ? [] : [[serial, items] as const]
    }),
  )
  const plan = planOf(head, told, loaded) ?? (isSpoiled ? { head, segments: [], dropped: [] } : undefined)
  if (plan === undefined) {
    await live.actors.of(conversation).run(async (turn) => markSaid(turn, told))
    return undefined
  }
  const version = above + 1
  const puts: Put[] = [
    { parts: nameOf.head(conversation), after: present, version, body: encodeHead(plan.head) },
    ...plan.segments.map(({ serial, after, version: next, items }) => ({
      parts: nameOf.segment(conversation, serial),
      after: segments.present.get(nameIt({ serial })) ?? after,
      version: next,
      body: encodeSegment(items),
    })),
    ...plan.dropped.map(({ serial, version: last }) => ({
      parts: nameOf.segment(conversation, serial),
      after: last,
      version: last + 1,
      body: undefined,
    })),
  ]
  return { ...job, plan, version, puts }
}

/** Several conversations in one write; where that is refused each in one of its own, so that one does not stop the others. */
async function writeAll(archives: Archives, writes: readonly Write[]): Promise<Outcome<Pick<Kept, 'again'>>> {
  const again = new Map<ConversationId, number>()
  for (const group of groupsOf(writes)) {
    const together = await archives.records.write(group.flatMap(({ puts }) => puts))
    if (together.ok) await Promise.all(group.map((one) => written(archives, one)))
    else if (group.length === 1 && together.error.code === 'version_conflict')
      for (const { conversation, genuine } of group) again.set(conversation, genuine)
    else if (group.length === 1 || together.error.code !== 'version_conflict') return together
    else {
      for (const one of group) {
        const alone = await writeAll(archives, [one])
        if (!alone.ok) return alone
        for (const [conversation, genuine] of alone.value.again) again.set(conversation, genuine)
      }
    }
  }
  return { ok: true, value: { again } }
}

async function written(
  { live, doubts }: Archives,
  { conversation, plan, told, version }: Write,
): Promise<void> {
  doubts.settle(`head ${conversation}`)
  await live.actors.of(conversation).run(async (turn) => {
    markWritten(turn, plan, version)
    markSaid(turn, told)
  })
}

function groupsOf(writes: readonly Write[]): readonly (readonly Write[])[] {
  const groups: Write[][] = []
  let bytes = Number.POSITIVE_INFINITY
  for (const write of writes) {
    const size = write.puts.reduce((sum, { body }) => sum + (body?.length ?? 0) + 1024, 0)
    if (bytes + size > bytesAtOnce) {
      groups.push([])
      bytes = 0
    }
    groups.at(-1)?.push(write)
    bytes += size
  }
  return groups
}
