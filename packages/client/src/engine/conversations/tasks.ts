// The network's part between two turns: claims, look-ups, and requests that change the server's mind.
// What comes back is stored or remembered in a turn of its own.

import { epochOf, membersOf } from '@sotto/crypto'
import { type AccountName, bytesToBase64url, type ConversationId, type DeviceId } from '@sotto/wire'
import { type Failure, retryOfFailure } from '../../errors.ts'
import { fetchHistory } from '../handover/fetch.ts'
import { handOver } from '../handover/hand-over.ts'
import { learnPlace } from '../inbox/learn-place.ts'
import { type Live, warn } from '../live.ts'
import { backoffDelay } from '../network/backoff.ts'
import { routes } from '../network/routes.ts'
import { failWaiting } from '../outbox/fail-waiting.ts'
import { hold } from '../outbox/send-waiting.ts'
import { leavesOf } from '../people/holder.ts'
import { askForDevices, genuineDevices } from '../people/listed-devices.ts'
import { bytesOf } from '../store/rows.ts'
import { haveLeft } from './have-left.ts'
import type { Intent } from './intents.ts'
import { nameOmitted } from './plan-devices.ts'
import { proveClaimed } from './prove-claimed.ts'
import { askRejoin } from './standing.ts'
import type { Task } from './task.ts'
import type { Turn } from './turn.ts'
import { refuseWishes } from './upload.ts'

const firstMoments = { least: 1_000, most: 30_000 }
const mostTries = 6
/** How long the log may take to show that this account has left. */
const lastEntries = 60_000

export async function performTask(live: Live, conversation: ConversationId, task: Task): Promise<void> {
  switch (task.do) {
    case 'claim':
      return claim(live, conversation, task)
    case 'inspect':
      return inspect(live, conversation, task.account)
    case 'leave':
    case 'decline':
      return part(live, conversation, task)
    case 'ask-rejoin':
      return askRejoin(live, conversation)
    case 'learn-place':
      return learnPlace(live, conversation)
    case 'hand-over':
      return handOver(live, conversation, task.device)
    case 'fetch-history':
      return fetchHistory(live, conversation, task.purpose)
    case 'rest':
    case 'again':
      return
  }
}

type Claim = Extract<Task, { do: 'claim' }>

async function claim(live: Live, conversation: ConversationId, task: Claim): Promise<void> {
  const json = { accounts: task.accounts, ...(task.device === undefined ? {} : { devices: [task.device] }) }
  const path = routes.claimKeyPackages
  const answer = await live.rest.get('KeyPackagesClaimed', { method: 'POST', path, json })
  if (!answer.ok) return claimRefused(live, conversation, { task, error: answer.error })
  const wanted = await proveClaimed(live, answer.value.devices)
  if (!wanted.ok) return claimRefused(live, conversation, { task, error: wanted.error })
  const errand = live.errands.of(conversation)
  errand.attempt = 0
  for (const key of task.device === undefined ? task.accounts : [task.device]) errand.asked.add(key)
  errand.claimed.push(
    ...wanted.value.filter(({ account, device }) => {
      const isAsked = task.accounts.includes(account) && (task.device ?? device) === device
      return isAsked && device !== live.identity.device
    }),
  )
}

async function claimRefused(
  live: Live,
  conversation: ConversationId,
  { task, error }: { readonly task: Claim; readonly error: Failure },
): Promise<void> {
  const errand = live.errands.of(conversation)
  await live.actors.of(conversation).run(async (turn) => {
    if (task.device !== undefined && error.code !== 'offline') {
      const isNew = error.code === 'no_key_package' && errand.attempt < mostTries
      return isNew ? waitForDevice(live, turn) : void errand.asked.add(task.device)
    }
    const { kind, generation, renewing } = turn.record
    const isPatient = kind === 'direct' || generation > 0 || renewing || errand.attempt < mostTries
    const mayCome = error.code !== 'no_key_package' || isPatient
    if (retryOfFailure(error.code) === 'later' && mayCome) return hold(live, turn, error)
    const wasCreating = turn.record.group !== 'live'
    await refuseWishes(live, turn, { refusal: error, wasCreating })
    if (!wasCreating) await failReturn(live, turn, error)
  })
}

/** For key packages of a device that has just signed in, or a proof of whose it is; everything else goes on meanwhile. */
function waitForDevice(live: Live, turn: Turn): void {
  const errand = live.errands.of(turn.record.id)
  const { clock, random } = live.platform
  const delay = backoffDelay(random, errand.attempt++, firstMoments)
  errand.choresFrom = clock.now() + delay
  turn.after(() => live.wakeLater(turn.record.id, delay))
}

/** In a direct conversation that the other has left, what waits can't be delivered. */
async function failReturn(live: Live, turn: Turn, refusal: Failure): Promise<void> {
  const { peer, members } = turn.record
  if (peer !== undefined && !members.some((member) => member.account === peer))
    await failWaiting(live, turn, refusal)
}

/** The account's devices by the directory; those that its key has not signed are not among them. */
async function inspect(live: Live, conversation: ConversationId, account: AccountName): Promise<void> {
  const errand = live.errands.of(conversation)
  errand.outdated.delete(account)
  const listed = await askForDevices(live, account)
  if (!listed.ok) {
    const isDoubt = listed.error.code === 'directory_untrusted'
    await live.actors
      .of(conversation)
      .run(async (turn) => (isDoubt ? waitForDevice(live, turn) : hold(live, turn, listed.error)))
    return
  }
  const { named, isProven } = listed.value
  const devices = await genuineDevices(live, { account, named, conversation })
  if (errand.outdated.has(account)) return
  if (isProven) errand.inspected.set(account, devices)
  await live.actors.of(conversation).run(async (turn) => {
    const group = await turn.group()
    if (group !== undefined) {
      nameOmitted(live, turn, { leaves: leavesOf(membersOf(group)), account, devices })
    }
    if (!isProven) waitForDevice(live, turn)
  })
  await compareRoster(live, conversation, { account, devices })
}

type Compared = { readonly account: AccountName; readonly devices: ReadonlySet<DeviceId> }

/** C-3: a roster that tells otherwise than the tree is reported. */
async function compareRoster(live: Live, conversation: ConversationId, compared: Compared): Promise<void> {
  const path = routes.conversation(conversation)
  const info = await live.rest.get('ConversationInfo', { method: 'GET', path })
  if (!info.ok) return
  await live.actors.of(conversation).run(async (turn) => {
    const group = await turn.group()
    if (group === undefined || info.value.epoch !== Number(epochOf(group))) return
    const leaves = leavesOf(membersOf(group))
    const inTree = new Set<string>(leaves.map((leaf) => leaf.device))
    const onRoster = new Set(info.value.members.flatMap((member) => member.devices))
    if ([...onRoster].some((device) => !inTree.has(device))) {
      reportRoster(
        live,
        turn,
        'The server delivers this conversation to a device that is not in it. It can’t read it.',
      )
    }
    // who has left or declined is off the roster at once, and in the tree until somebody commits the removal
    const { account, devices } = compared
    const hasGone = info.value.members.some((one) => one.account === account && one.state === 'left')
    const left = leaves.filter(({ device }) => !hasGone && devices.has(device) && !onRoster.has(device))
    if (left.some((leaf) => leaf.account === account)) {
      reportRoster(
        live,
        turn,
        `The server does not deliver this conversation to a device of ${account} that is in it.`,
      )
    }
  })
}

function reportRoster(live: Live, turn: Turn, text: string): void {
  turn.record.attention = true
  turn.after(() => warn(live, 'roster_differs', text, turn.record.id))
}

type Parting = Extract<Task, { readonly do: 'leave' | 'decline' }>

async function part(live: Live, conversation: ConversationId, task: Parting): Promise<void> {
  const { do: how, notice } = task
  const word = await wordOf(live, conversation)
  const json = { notice, ...(word === undefined ? {} : { word: bytesToBase64url(word) }) }
  const leave = { method: 'POST', path: routes.leave(conversation), json } as const
  const decline = { method: 'POST', path: routes.decline(conversation) } as const
  const told = await live.rest.tell(how === 'leave' ? leave : decline)
  const { code } = told.ok ? { code: 'not_member' } : told.error
  await live.actors.of(conversation).run(async (turn) => {
    const isWordRefused = !told.ok && word !== undefined && retryOfFailure(told.error.code) !== 'later'
    if (isWordRefused || code === 'stale_epoch') forgetWord(turn)
    if (!told.ok && code === 'stale_epoch') sayAgain(turn)
    if (!told.ok && code === 'not_found' && how === 'decline') return leaveInstead(live, turn)
    if (!told.ok && code !== 'not_member' && code !== 'not_found') return hold(live, turn, told.error)
    const errand = live.errands.of(conversation)
    if (how === 'decline' || turn.record.group !== 'live' || errand.parting) return haveLeft(live, turn)
    // what was written before we left is still on its way; the log's own word ends it (left.ts)
    errand.parting = true
    errand.heldUntil = live.platform.clock.now() + lastEntries
    turn.after(() => live.wakeLater(conversation, lastEntries))
  })
}

/** The sealed notice, where the server has refused it as a message (C-6). */
async function wordOf(live: Live, conversation: ConversationId): Promise<Uint8Array | undefined> {
  const row = await live.db.first(
    `SELECT envelope_bytes FROM outbox JOIN conversations ON conversations.id = conversation
     WHERE conversation = ? AND outbox.kind = 'leave' AND envelope_bytes IS NOT NULL
       AND json_extract(record, '$.group') = 'live'`,
    [conversation],
  )
  return row && bytesOf(row, 'envelope_bytes')
}

function forgetWord(turn: Turn): void {
  turn.write(`DELETE FROM outbox WHERE conversation = ? AND kind = 'leave'`, turn.record.id)
}

/** Another device of the account has accepted: who goes now says so to the others (C-5). */
function leaveInstead(live: Live, turn: Turn): void {
  const { id, group, cursor } = turn.record
  const silent = { kind: 'leave', stage: 'go', notice: cursor } as const
  const leave: Intent = group === 'live' ? { kind: 'leave', stage: 'notice' } : silent
  turn.write(
    `UPDATE intents SET intent = ? WHERE conversation = ? AND json_extract(intent, '$.kind') = 'decline'`,
    ...[JSON.stringify(leave), id],
  )
  turn.after(() => live.wake(id))
}

/** This device was added again since it said that it leaves: in the new stay nobody has heard that yet. */
function sayAgain(turn: Turn): void {
  turn.write(
    `UPDATE intents SET intent = ? WHERE conversation = ? AND json_extract(intent, '$.stage') = 'go'`,
    ...[JSON.stringify({ kind: 'leave', stage: 'notice' }), turn.record.id],
  )
}
