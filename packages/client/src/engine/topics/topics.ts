// Keeps every watcher's snapshot up to date: recomputed when a signal touches what it is made of and the watcher has
// taken the last one, told only when it differs from that.

import type { AccountName, ConversationId } from '@sotto/wire'
import type { Pace, Topics } from '../../api/engine.ts'
import type { ConnectionSnapshot, LockSnapshot, SessionSnapshot } from '../../api/session.ts'
import { describeSecurity } from '../conversations/security.ts'
import { describeConversation } from '../conversations/summaries.ts'
import type { Live } from '../live.ts'
import { describePeople, type Found, findPeople, readBlocks } from '../people/directory.ts'
import { describeKey } from '../people/key-numbers.ts'
import { readPinned } from '../pins/pins.ts'
import { describeProfile, markOfProfile } from '../profiles/describe.ts'
import { FoundMessages } from '../search/found.ts'
import { readDevices } from '../session/device-book.ts'
import { readStarred } from '../stars/stars.ts'
import { readSettings } from '../synced/settings.ts'
import { TimelineWindow } from '../timeline/window.ts'
import { ConversationList } from './conversation-list.ts'
import type { Signal, Signals } from './signals.ts'

/** What topics need of whoever holds the session. */
export type TopicSource = {
  readonly signals: Signals
  session(): SessionSnapshot
  connection(): Promise<ConnectionSnapshot>
  live(): Live | undefined
  lock(): LockSnapshot
}

type Watcher = {
  readonly dependsOn: (signals: ReadonlySet<Signal>) => boolean
  readonly compute: () => Promise<unknown>
  readonly tell: (snapshot: unknown) => void
  readonly pace: Pace | undefined
  readonly window?: TimelineHolder
  /** What is the same of two snapshots that are. */
  readonly markOf: (snapshot: unknown) => unknown
  last: unknown
  running: boolean
  dirty: boolean
}

export class TopicHub {
  readonly #source: TopicSource
  readonly #watchers = new Set<Watcher>()
  readonly #conversations: ConversationList

  constructor(source: TopicSource) {
    this.#source = source
    this.#conversations = new ConversationList(() => source.live())
    source.signals.listenAtOnce((signals) => this.#conversations.touched(signals))
    source.signals.listen((signals) => {
      for (const watcher of this.#watchers) if (watcher.dependsOn(signals)) this.#refresh(watcher)
    })
  }

  watch<T extends keyof Topics>(
    topic: T,
    params: Topics[T]['params'],
    listener: (snapshot: Topics[T]['snapshot']) => void,
    pace?: Pace,
  ): () => void {
    const plan = this.#plan(topic, params)
    const watcher: Watcher = {
      markOf: (snapshot) => JSON.stringify(snapshot),
      ...plan,
      tell: (snapshot) => listener(snapshot as Topics[T]['snapshot']),
      pace,
      last: undefined,
      running: false,
      dirty: false,
    }
    this.#watchers.add(watcher)
    this.#refresh(watcher)
    return () => {
      this.#watchers.delete(watcher)
      plan.stop?.()
    }
  }

  /** Widens every window on this conversation. */
  async grow(conversation: ConversationId, towards: 'older' | 'newer', count: number): Promise<void> {
    for (const watcher of this.#watchers) {
      if (watcher.window?.conversation !== conversation) continue
      await watcher.window.grow(towards, count)
      this.#refresh(watcher)
    }
  }

  /** Every window on this conversation that follows its end lets go of all but the newest. */
  async leaveOlder(conversation: ConversationId, keep: number): Promise<void> {
    for (const watcher of this.#watchers) {
      if (watcher.window?.conversation !== conversation) continue
      await watcher.window.leaveOlder(keep)
      this.#refresh(watcher)
    }
  }

  close(): void {
    this.#watchers.clear()
  }

  #refresh(watcher: Watcher): void {
    watcher.dirty = true
    if (watcher.running) return
    watcher.running = true
    void this.#run(watcher)
  }

  async #run(watcher: Watcher): Promise<void> {
    while (watcher.dirty && this.#watchers.has(watcher)) {
      watcher.dirty = false
      // a failing store is told by the session topic; the last good snapshot stays
      const snapshot = await watcher.compute().catch(() => undefined)
      const mark = snapshot === undefined ? watcher.last : watcher.markOf(snapshot)
      if (mark === watcher.last || !this.#watchers.has(watcher)) continue
      watcher.last = mark
      watcher.tell(snapshot)
      await watcher.pace?.().catch(() => undefined)
    }
    watcher.running = false
  }

  #plan<T extends keyof Topics>(topic: T, params: Topics[T]['params']): Plan {
    const source = this.#source
    switch (topic) {
      case 'session':
        return { dependsOn: onAny('session'), compute: async () => source.session() }
      case 'connection':
        return {
          dependsOn: onAny('connection', 'session', 'conversations'),
          compute: () => source.connection(),
        }
      case 'lock':
        return { dependsOn: onAny('session'), compute: async () => source.lock() }
      case 'conversations':
        return {
          dependsOn: onAny('conversations', 'people', 'session'),
          compute: () => this.#conversations.current(),
          markOf: (list) => list,
        }
      case 'conversation':
        return planConversation(source, (params as Topics['conversation']['params']).conversation)
      case 'security':
        return planSecurity(source, (params as Topics['security']['params']).conversation)
      case 'key':
        return planKey(source, (params as Topics['key']['params']).account)
      case 'timeline':
        return planTimeline(source, params as Topics['timeline']['params'])
      case 'found':
        return planFound(source, params as Topics['found']['params'])
      case 'pinned': {
        const asked = params as Topics['pinned']['params']
        return {
          dependsOn: onAny(`conversation ${asked.conversation}`, 'session'),
          compute: () => withLive(source, (live) => readPinned(live, asked), []),
        }
      }
      case 'starred':
        return {
          dependsOn: onAny('conversations', 'session'),
          compute: () => withLive(source, readStarred, { messages: [], elsewhere: 0 }),
        }
      case 'people':
        return planPeople(source, (params as Topics['people']['params']).query)
      case 'person':
        return planPerson(source, (params as Topics['person']['params']).account)
      case 'names':
        return {
          dependsOn: onAny('profiles', 'session'),
          compute: () => withLive(source, async (live) => live.profiles().names.all(), []),
        }
      case 'directory':
        return {
          dependsOn: onAny('directory', 'session'),
          compute: () => withLive(source, async (live) => live.keyLog.snapshot(), { state: 'good', size: 0 }),
        }
      case 'blocks':
        return { dependsOn: onAny('blocks', 'session'), compute: () => withLive(source, readBlocks, []) }
      case 'devices':
        return { dependsOn: onAny('devices', 'session'), compute: () => withLive(source, readDevices, []) }
      case 'archive':
        return {
          dependsOn: onAny('archive', 'session'),
          compute: () => withLive(source, (live) => live.archive().snapshot(), nothingArrived),
        }
      case 'settings':
        return {
          dependsOn: onAny('settings', 'session'),
          compute: () => withLive(source, readSettings, {}),
        }
      case 'synced':
        return {
          dependsOn: onAny('settings', 'session'),
          compute: () => withLive(source, async (live) => live.synced().snapshot(), {}),
        }
      case 'account':
        return {
          dependsOn: onAny('account', 'session'),
          compute: () => withLive(source, (live) => live.ways.snapshot(), nothingKnown),
        }
    }
    throw new Error('no such topic')
  }
}

const nothingArrived: Topics['archive']['snapshot'] = { state: 'unknown', done: 0, total: 0, waiting: 0 }
const nothingKnown: Topics['account']['snapshot'] = { recovery: 'unknown', alerts: [] }

type Plan = Pick<Watcher, 'dependsOn' | 'compute' | 'window'> &
  Partial<Pick<Watcher, 'markOf'>> & { readonly stop?: () => void }

function onAny(...wanted: readonly Signal[]): Watcher['dependsOn'] {
  return (signals) => wanted.some((signal) => signals.has(signal))
}

async function withLive<T>(source: TopicSource, read: (live: Live) => Promise<T>, otherwise: T): Promise<T> {
  const live = source.live()
  return live === undefined ? otherwise : read(live)
}

function planConversation(source: TopicSource, conversation: ConversationId): Plan {
  const watcher = {}
  const compute = () =>
    withLive(
      source,
      async (live) => {
        const details = await describeConversation(live, conversation)
        live.presences.want(watcher, details?.members.filter((one) => one !== live.identity.account) ?? [])
        return details
      },
      null,
    )
  return {
    dependsOn: onAny(`conversation ${conversation}`, 'presence', 'people', 'session'),
    compute,
    stop: () => source.live()?.presences.want(watcher, []),
  }
}

function planSecurity(source: TopicSource, conversation: ConversationId): Plan {
  return {
    dependsOn: onAny(`conversation ${conversation}`, 'people', 'devices', 'session'),
    compute: () => withLive(source, (live) => describeSecurity(live, conversation), null),
  }
}

function planKey(source: TopicSource, account: AccountName): Plan {
  return {
    dependsOn: onAny('people', 'session'),
    compute: () => withLive(source, async (live) => describeKey(live, account) ?? null, null),
  }
}

function planPerson(source: TopicSource, account: AccountName): Plan {
  return {
    dependsOn: onAny('profiles', 'people', 'presence', 'session', 'connection'),
    compute: () =>
      withLive(
        source,
        async (live) => {
          live.profiles().lookOnce([account])
          return describeProfile(live, account)
        },
        null,
      ),
    markOf: markOfProfile,
  }
}

function planFound(source: TopicSource, params: Topics['found']['params']): Plan {
  const found = new FoundMessages(params)
  return {
    dependsOn: (signals) => found.concerns(signals),
    compute: () => withLive(source, (live) => found.current(live), []),
  }
}

function planPeople(source: TopicSource, query: string): Plan {
  const watcher = {}
  let found: Found | undefined
  const needsServer = onAny('session', 'connection')
  const compute = () =>
    withLive(
      source,
      async (live) => {
        found ??= await findPeople(live, query)
        const { accounts, complete } = found
        live.presences.want(watcher, accounts)
        return { people: await describePeople(live, accounts), complete }
      },
      { people: [], complete: true },
    )
  return {
    dependsOn: (signals) => {
      if (needsServer(signals)) found = undefined
      return found === undefined || onAny('presence', 'people', 'blocks')(signals)
    },
    compute,
    stop: () => source.live()?.presences.want(watcher, []),
  }
}

/** A window belongs to one session's store; another session begins a new one. */
class TimelineHolder {
  readonly conversation: ConversationId
  readonly #source: TopicSource
  readonly #params: Topics['timeline']['params']
  #held: { readonly live: Live; readonly window: TimelineWindow } | undefined

  constructor(source: TopicSource, params: Topics['timeline']['params']) {
    this.#source = source
    this.#params = params
    this.conversation = params.conversation
  }

  current(): TimelineWindow | undefined {
    const live = this.#source.live()
    if (live === undefined) return undefined
    if (this.#held?.live !== live) this.#held = { live, window: new TimelineWindow(live.db, this.#params) }
    return this.#held.window
  }

  async grow(towards: 'older' | 'newer', count: number): Promise<void> {
    await this.current()?.grow(towards, count)
  }

  async leaveOlder(keep: number): Promise<void> {
    await this.current()?.leaveOlder(keep)
  }
}

function planTimeline(source: TopicSource, params: Topics['timeline']['params']): Plan {
  const window = new TimelineHolder(source, params)
  const { conversation } = params
  const empty = { conversation, items: [], hasOlder: false, hasNewer: false }
  return {
    dependsOn: onAny(`conversation ${conversation}`, 'session'),
    compute: async () => (await window.current()?.snapshot()) ?? empty,
    markOf: (snapshot) => snapshot,
    window,
  }
}
