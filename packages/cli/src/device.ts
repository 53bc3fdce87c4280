// One device while a command runs: its engine, opened and always closed, and the waiting that scripts need:
// until it is known who is signed in, until the server is there, until what was missed has come.

import type {
  ArchiveSnapshot,
  Commands,
  ConnectionSnapshot,
  Engine,
  Failure,
  SessionSnapshot,
  Topics,
} from '@sotto/client'
import type { Call } from './commands/command.ts'
import { ExpectedFailure } from './errors.ts'
import { defaultServer } from './options.ts'
import { readPassphrase } from './terminal/input.ts'

type Known = Extract<SessionSnapshot, { state: 'signed-in' | 'signed-out' }>
export type SignedIn = Extract<SessionSnapshot, { state: 'signed-in' }>
export type SignedOut = Extract<SessionSnapshot, { state: 'signed-out' }>

/** How long a server may take to answer before it counts as unreachable, in milliseconds. */
const patience = 10_000
/** How long a command may take in all. */
const longPatience = 60_000
/** How long a backlog may take, as long as something of it comes again and again. */
const backlogPatience = 600_000

/** The server a sign-in goes to. */
export function serverOf(call: Call): string {
  return call.server ?? defaultServer
}

/**
 * Opens the profile's engine for `use`, and closes it however that ends. A request to end fails what is under
 * way, except in a command that heeds `stop` by itself. Throws ExpectedFailure.
 */
export async function withEngine<T>(
  call: Call,
  use: (engine: Engine, session: Known) => Promise<T>,
  heedsStop = false,
): Promise<T> {
  const engine = await call.world.openEngine(call.profile)
  try {
    const work = sessionOf(call, engine).then((session) => use(engine, session))
    return await (heedsStop ? work : unlessStopped(call.world.stop, work))
  } finally {
    await within(patience, engine.close())
  }
}

function unlessStopped<T>(stop: AbortSignal, work: Promise<T>): Promise<T> {
  const failure = new ExpectedFailure({ code: 'interrupted', message: 'Interrupted before it was done.' })
  return new Promise((resolve, reject) => {
    if (stop.aborted) reject(failure)
    stop.addEventListener('abort', () => reject(failure), { once: true })
    work.then(resolve, reject)
  })
}

/** The same for a profile on which somebody is signed in, at the server that was named, if one was. */
export function withDevice<T>(
  call: Call,
  use: (engine: Engine, device: SignedIn) => Promise<T>,
  heedsStop = false,
): Promise<T> {
  const asDevice = (engine: Engine, session: Known): Promise<T> => {
    if (session.state !== 'signed-in') throw new ExpectedFailure(notSignedIn(session))
    if (call.server !== undefined && call.server !== session.server.replace(/\/+$/, '')) {
      throw new ExpectedFailure({
        code: 'other_server',
        message: `This profile is signed in at ${session.server}; use another --profile for ${call.server}.`,
      })
    }
    return use(engine, session)
  }
  return withEngine(call, asDevice, heedsStop)
}

/**
 * Who is signed in, once the engine knows; of a locked profile, once it is open. Throws ExpectedFailure when the profile
 * can't be used.
 */
async function sessionOf(call: Call, engine: Engine): Promise<Known> {
  const found = await until(engine, 'session', undefined, (one) =>
    one.state === 'starting' ? undefined : one,
  )
  if (found.state === 'store-failed') return beginAnew(call, engine, found.error)
  if (found.state !== 'locked') return found
  await ask(engine, 'unlock', { passphrase: await readPassphrase(call.world) })
  return until(engine, 'session', undefined, (one) =>
    one.state === 'signed-in' || one.state === 'signed-out' ? one : undefined,
  )
}

/** Of a store that can't be read: whoever says so gives it up for what the account's history has. */
async function beginAnew(call: Call, engine: Engine, error: Failure): Promise<Known> {
  if (error.code !== 'device_storage_damaged') throw new ExpectedFailure(error)
  if (call.options.forget !== true) {
    throw new ExpectedFailure({ ...error, message: `${error.message} ${howToBeginAnew}` })
  }
  await ask(engine, 'signOut')
  return { state: 'signed-out', reason: 'begun-anew' }
}

const howToBeginAnew =
  'To begin anew, sotto signin NAME --forget: it erases this profile, and the conversations come back from the account’s history. Lost is what only this device had, such as messages not sent yet.'

type Params<C extends keyof Commands> = Commands[C]['params'] extends undefined ? [] : [Commands[C]['params']]

/**
 * Asks the engine and waits for the value, though not for ever. Throws ExpectedFailure; after a wait that was too
 * long the engine may still finish what was asked.
 */
export async function ask<C extends keyof Commands>(
  engine: Engine,
  command: C,
  ...params: Params<C>
): Promise<Commands[C]['value']> {
  const outcome = await within(longPatience, engine.call(command, ...params))
  if (outcome === undefined) throw new ExpectedFailure(noAnswer)
  if (!outcome.ok) throw new ExpectedFailure(outcome.error)
  return outcome.value
}

const noAnswer = {
  code: 'unavailable',
  message:
    'The server did not answer in time. What was begun is kept on this device and goes on with the next command.',
} as const

/** Resolves with the first snapshot that `choose` makes something of; undefined when `signal` ends it first. */
export function until<T extends keyof Topics, R>(
  engine: Engine,
  topic: T,
  params: Topics[T]['params'],
  choose: (snapshot: Topics[T]['snapshot']) => R | undefined,
): Promise<R> {
  return new Promise((resolve) => {
    let stop: (() => void) | undefined
    let done = false
    stop = engine.watch(topic, params, (snapshot) => {
      const chosen = done ? undefined : choose(snapshot)
      if (chosen === undefined) return
      done = true
      stop?.()
      resolve(chosen)
    })
    if (done) stop()
  })
}

/**
 * Whether the server can be reached: waits for the connection, or for the first try to have failed. Throws
 * ExpectedFailure when the server lets nobody in without a second factor, and there is none.
 */
export async function reachesServer(engine: Engine): Promise<boolean> {
  let tried = false
  const answer = until(engine, 'connection', undefined, (connection: ConnectionSnapshot) => {
    if (connection.state === 'online') return 'online' as const
    tried ||= connection.state === 'connecting'
    return connection.state === 'offline' && (tried || connection.nextTry !== undefined)
      ? 'offline'
      : undefined
  })
  if ((await within(patience, answer)) === 'online') return true
  const { factors } = await until(engine, 'account', undefined, (account) => account)
  if (factors?.missing === true) throw new ExpectedFailure(missingFactor)
  return false
}

const missingFactor = {
  code: 'second_factor_missing',
  message:
    'This server wants a second factor, and this account has none. Set one up: sotto second-factor add',
} as const

/**
 * Brings what the server kept for this device, as far as it can be reached. `incomplete` when the server stopped
 * sending before it said that this was all.
 */
export async function catchUp(engine: Engine): Promise<'caught-up' | 'incomplete' | 'unreachable'> {
  if (!(await reachesServer(engine))) return 'unreachable'
  const caughtUp = until(engine, 'connection', undefined, (connection) =>
    connection.caughtUp ? ('caught-up' as const) : undefined,
  )
  const silence = untilSilence(engine)
  try {
    return await Promise.race([caughtUp, silence.fell])
  } finally {
    silence.cancel()
  }
}

/** Waits a while for older messages that are on their way; how far they are when they take longer. */
export async function olderArrived(engine: Engine): Promise<ArchiveSnapshot | undefined> {
  const seen: ArchiveSnapshot[] = []
  const settled = until(engine, 'archive', undefined, (archive) => {
    seen.push(archive)
    const isComing = archive.state === 'arriving' && archive.problem === undefined
    return isComing ? undefined : true
  })
  await within(longPatience, settled)
  const latest = seen.at(-1)
  return latest?.state === 'arriving' ? latest : undefined
}

/** Falls when nothing more comes, or something has been coming for all too long. */
function untilSilence(engine: Engine): { fell: Promise<'incomplete'>; cancel: () => void } {
  let fall = () => {}
  const fell = new Promise<'incomplete'>((resolve) => {
    fall = () => resolve('incomplete')
  })
  let timer = setTimeout(fall, patience)
  const limit = setTimeout(fall, backlogPatience)
  const again = () => {
    clearTimeout(timer)
    timer = setTimeout(fall, patience)
  }
  const stops = [engine.onEvent(again), engine.watch('conversations', undefined, again)]
  const cancel = () => {
    clearTimeout(timer)
    clearTimeout(limit)
    for (const stop of stops) stop()
  }
  return { fell, cancel }
}

/** Waits until others have been told what was read here, if the server can be reached, and not for ever. */
export async function tellOthers(engine: Engine): Promise<void> {
  const told = until(engine, 'connection', undefined, ({ state, receiptsWaiting }) =>
    state !== 'online' || receiptsWaiting === 0 ? true : undefined,
  )
  await within(patience, told)
}

/** The outcome, or undefined after so many milliseconds. */
async function within<T>(milliseconds: number, outcome: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), milliseconds)
  })
  try {
    return await Promise.race([outcome, late])
  } finally {
    clearTimeout(timer)
  }
}

function notSignedIn(session: SignedOut) {
  const message =
    session.reason === 'device-removed'
      ? 'This device was removed from its account. Sign in again: sotto signin NAME'
      : session.reason === 'session-ended'
        ? 'The session of this device has ended. Sign in again: sotto signin NAME'
        : 'Nobody is signed in on this profile: sotto signup NAME, or sotto signin NAME'
  return { code: 'not_signed_in', message } as const
}
