import { describe, expect, test } from 'vitest'
import type { Commands, Engine, EngineEvent, Pace, Topics } from '../api/engine.ts'
import type { Outcome } from '../api/outcome.ts'
import type { ClosableBus } from './bus.ts'
import { serveEngine } from './engine-host.ts'
import { pack, parseHostMessage, parseTabMessage, remoteVersion as version } from './messages.ts'
import { RemoteEngine } from './remote-engine.ts'

/** A bus in memory: posts arrive in a later turn, cloned, in order. */
class Line {
  readonly #ends = new Set<(message: unknown) => void>()
  readonly said: unknown[] = []

  end(): ClosableBus {
    const own = new Set<(message: unknown) => void>()
    const hear = (message: unknown) => {
      for (const listener of [...own]) listener(message)
    }
    this.#ends.add(hear)
    return {
      post: (message) => {
        const copy = structuredClone(message)
        this.said.push(copy)
        for (const other of this.#ends) if (other !== hear) queueMicrotask(() => other(copy))
      },
      listen: (listener) => {
        own.add(listener)
        return () => own.delete(listener)
      },
      close: () => this.#ends.delete(hear),
    }
  }
}

type Asked = { readonly command: keyof Commands; readonly params: unknown }

/** An engine that notes what it was asked, and answers when it is let. */
class NotingEngine {
  readonly asked: Asked[] = []
  readonly watched = new Map<string, (snapshot: never) => void>()
  readonly paces = new Map<string, Pace>()
  readonly events = new Set<(event: EngineEvent) => void>()
  answer: ((asked: Asked) => Promise<Outcome<unknown>>) | undefined

  get engine(): Engine {
    return this as unknown as Engine
  }

  call(command: keyof Commands, params: unknown): Promise<Outcome<unknown>> {
    this.asked.push({ command, params })
    return this.answer?.({ command, params }) ?? new Promise(() => {})
  }

  watch(topic: keyof Topics, params: unknown, listener: (snapshot: never) => void, pace: Pace): () => void {
    const key = JSON.stringify([topic, params])
    this.watched.set(key, listener)
    this.paces.set(key, pace)
    return () => this.watched.delete(key)
  }

  onEvent(listener: (event: EngineEvent) => void): () => void {
    this.events.add(listener)
    return () => this.events.delete(listener)
  }
}

/** What a host has said on a line. */
const toldOn = (line: Line) => line.said.filter((one) => parseHostMessage(one) !== undefined)

const settle = () => new Promise<void>((resolve) => setImmediate(resolve))

class House {
  readonly common = new Line()
  readonly bugs: unknown[] = []
  readonly #gone = new Map<string, () => void>()
  readonly #lines = new Map<string, Line>()
  #term = 0
  #keys = 0
  wakes = 0

  host(tabs: readonly string[] = []): NotingEngine & { stop(): void } {
    const noting = new NotingEngine()
    const term = ++this.#term
    const stop = serveEngine({
      common: this.common.end(),
      lineOf: (tab) => this.lineOf(tab).end(),
      engine: noting.engine,
      host: `host-${term}`,
      term,
      tabs,
      whenGone: (tab) => new Promise((resolve) => this.#gone.set(tab, resolve)),
      reportBug: (error) => this.bugs.push(error),
      onWake: () => {
        this.wakes++
      },
    })
    return Object.assign(noting, { stop })
  }

  tab(name: string): RemoteEngine {
    return new RemoteEngine({
      common: this.common.end(),
      own: this.lineOf(name).end(),
      tab: name,
      newKey: () => `key-${++this.#keys}`,
      pace: () => Promise.resolve(),
    })
  }

  lineOf(tab: string): Line {
    const line = this.#lines.get(tab) ?? new Line()
    this.#lines.set(tab, line)
    return line
  }

  dies(tab: string): void {
    this.#gone.get(tab)?.()
  }
}

const conversation = 'c1' as Commands['send']['params']['conversation']
const send = { conversation, text: 'hello', until: 'queued' } as const

describe('asking and watching', () => {
  test('calls are answered, each to the tab that asked', async () => {
    const house = new House()
    const engine = house.host()
    engine.answer = async ({ params }) => ({ ok: true, value: params })
    const [a, b] = [house.tab('a'), house.tab('b')]
    const drafts = [a, b].map((tab, n) => tab.call('saveDraft', { conversation, text: `${n}` }))
    expect(await Promise.all(drafts)).toEqual([
      { ok: true, value: { conversation, text: '0' } },
      { ok: true, value: { conversation, text: '1' } },
    ])
    await a.call('reconnect')
    expect(engine.asked.at(-1)).toEqual({ command: 'reconnect', params: undefined })
  })

  test('what is asked before there is an engine waits for it', async () => {
    const house = new House()
    const tab = house.tab('a')
    const seen: unknown[] = []
    tab.watch('session', undefined, (snapshot) => seen.push(snapshot))
    const blocked = tab.call('reconnect')
    await settle()
    const engine = house.host()
    engine.answer = async () => ({ ok: true, value: null })
    expect(await blocked).toEqual({ ok: true, value: null })
    engine.watched.get('["session",null]')?.({ state: 'starting' } as never)
    await settle()
    expect(seen).toEqual([{ state: 'starting' }])
  })

  test('a tab that was heard before is served without another hello', async () => {
    const house = new House()
    const tab = house.tab('a')
    await settle()
    const engine = house.host(['a'])
    engine.answer = async () => ({ ok: true, value: null })
    expect(await tab.call('reconnect')).toEqual({ ok: true, value: null })
    await settle()
    expect(house.common.said.filter((one) => parseTabMessage(one) !== undefined)).toHaveLength(1)
  })

  test('snapshots go to who watches, until he stops; events to all', async () => {
    const house = new House()
    const engine = house.host()
    const [a, b] = [house.tab('a'), house.tab('b')]
    await settle()
    const seen: string[] = []
    const stop = a.watch('blocks', undefined, () => seen.push('a'))
    b.watch('people', { query: 'x' }, () => seen.push('b'))
    const stopEvents = a.onEvent((event) => seen.push(`a:${event.type}`))
    b.onEvent((event) => seen.push(`b:${event.type}`))
    await settle()
    engine.watched.get('["blocks",null]')?.([] as never)
    for (const tell of engine.events) tell({ type: 'conversation', conversation })
    await settle()
    expect(seen).toEqual(['a', 'a:conversation', 'b:conversation'])
    stop()
    stopEvents()
    await settle()
    expect([...engine.watched.keys()]).toEqual(['["people",{"query":"x"}]'])
  })

  test('an engine that throws is a bug that is reported, not an exception of the tab', async () => {
    const house = new House()
    const engine = house.host()
    engine.answer = async () => {
      throw new TypeError('bug')
    }
    expect(await house.tab('a').call('reconnect')).toMatchObject({ ok: false, error: { code: 'internal' } })
    engine.answer = async () => ({ ok: true, value: () => 'not clonable' })
    expect(await house.tab('b').call('reconnect')).toMatchObject({ ok: false, error: { code: 'internal' } })
    expect(house.bugs).toHaveLength(2)
  })
})

describe('long lists', () => {
  const rowOf = (number: number) => ({ conversation: `c${number}`, name: `person ${number}`, unread: 0 })
  const rows = Array.from({ length: 1000 }, (_, number) => rowOf(number))
  const news = { ...rowOf(700), unread: 1 }
  const later = [news, ...rows.filter((row) => row.conversation !== news.conversation)]

  async function watched() {
    const house = new House()
    const engine = house.host()
    const seen: (readonly unknown[])[] = []
    house.tab('a').watch('conversations', undefined, (list) => seen.push(list))
    await settle()
    const tell = async (list: readonly unknown[]) => {
      engine.watched.get('["conversations",null]')?.(list as never)
      await settle()
    }
    const sizeOf = (tab: string) => JSON.stringify(toldOn(house.lineOf(tab)).at(-1)).length
    return { house, engine, seen, tell, sizeOf }
  }

  test('a tab is told the row that changed, and shows the whole list with the rows that stayed', async () => {
    const { seen, tell, sizeOf } = await watched()
    await tell(rows)
    expect(sizeOf('a')).toBeGreaterThan(50_000)
    await tell(later)
    expect(sizeOf('a')).toBeLessThan(300)
    expect(seen).toEqual([rows, later])
    expect(seen[1]?.[1]).toBe(seen[0]?.[0])
  })

  test('a tab that comes later is told the whole, and changes after it', async () => {
    const { house, engine, tell, sizeOf } = await watched()
    await tell(rows)
    await tell(later)
    const first = engine.watched.get('["conversations",null]')
    const seen: unknown[] = []
    house.tab('b').watch('conversations', undefined, (list) => seen.push(list))
    await settle()
    const second = engine.watched.get('["conversations",null]')
    second?.(later as never)
    await settle()
    for (const listener of [first, second]) listener?.(rows.slice(1) as never)
    await settle()
    expect(sizeOf('b')).toBeLessThan(300)
    expect(seen).toEqual([later, rows.slice(1)])
  })

  test('of a timeline, too, only what changed is told', async () => {
    const { house, engine, sizeOf } = await watched()
    const watch = { conversation, size: 60 }
    const seen: Topics['timeline']['snapshot'][] = []
    house.tab('b').watch('timeline', watch, (snapshot) => seen.push(snapshot))
    await settle()
    const tell = async (items: readonly unknown[], hasOlder: boolean) => {
      const snapshot = { conversation, items, hasOlder, hasNewer: false }
      engine.watched.get(JSON.stringify(['timeline', watch]))?.(snapshot as never)
      await settle()
      return snapshot
    }
    const [one, other] = [await tell(rows, false), await tell([...rows.slice(1), rowOf(1000)], true)]
    expect(sizeOf('b')).toBeLessThan(400)
    expect(seen).toEqual([one, other])
    expect(seen[1]?.items[0]).toBe(seen[0]?.items[1])
  })

  test('a change of a list that the tab does not have makes it ask for the whole', async () => {
    const { house, seen, tell } = await watched()
    const astray = {
      host: 'host-1',
      term: 1,
      type: 'patch',
      id: 0,
      patch: { items: { gone: [5], come: [] } },
    } as const
    house.lineOf('a').end().post(pack(astray))
    await settle()
    await tell(rows)
    house
      .lineOf('a')
      .end()
      .post(pack({ ...astray, patch: { items: { gone: [1000], come: [] } } }))
    await settle()
    await tell(rows)
    expect(seen).toEqual([rows, rows])
  })

  test('another host’s list begins anew', async () => {
    const { house, engine, seen, tell } = await watched()
    await tell(rows)
    engine.stop()
    const second = house.host()
    await settle()
    second.watched.get('["conversations",null]')?.(later as never)
    await settle()
    expect(seen).toEqual([rows, later])
  })
})

describe('a tab that is busy', () => {
  const key = '["blocks",null]'

  async function held() {
    const house = new House()
    const engine = house.host()
    const takes: (() => void)[] = []
    const pace = () => new Promise<void>((resolve) => takes.push(resolve))
    const stop = house.tab('a').watch('blocks', undefined, () => {}, pace)
    await settle()
    let isTaken = false
    const tell = async () => {
      isTaken = false
      engine.watched.get(key)?.([] as never)
      const taken = engine.paces.get(key)?.()
      void taken?.then(() => {
        isTaken = true
      })
      await settle()
    }
    return { house, engine, stop, takes, tell, isTaken: () => isTaken }
  }

  test('holds up what it watches until it has taken it, each time anew', async () => {
    const { tell, takes, isTaken } = await held()
    for (const round of [0, 1]) {
      await tell()
      expect([takes.length, isTaken()]).toEqual([round + 1, false])
      takes[round]?.()
      await settle()
      expect(isTaken()).toBe(true)
    }
  })

  test('says nothing of what it watches no more, nor of what another host told it', async () => {
    const { house, engine, stop, takes, tell } = await held()
    await tell()
    engine.stop()
    house.host()
    await settle()
    takes[0]?.()
    await tell()
    stop()
    takes[1]?.()
    await settle()
    const took = house.lineOf('a').said.filter((one) => (one as { type?: string }).type === 'took')
    expect(took).toEqual([])
  })
})

test('what happens in one moment is one word to each tab, before what is told after it', async () => {
  const house = new House()
  const engine = house.host()
  const tab = house.tab('a')
  const seen: string[] = []
  tab.onEvent((event) => seen.push(event.type === 'conversation' ? event.conversation : event.type))
  tab.watch('blocks', undefined, () => seen.push('blocks'))
  await settle()
  const before = toldOn(house.lineOf('a')).length
  for (let number = 0; number < 200; number++)
    for (const tell of engine.events) tell({ type: 'conversation', conversation: `${number}` as never })
  engine.watched.get('["blocks",null]')?.([] as never)
  await settle()
  expect(toldOn(house.lineOf('a')).length - before).toBe(2)
  expect(seen).toEqual([...Array.from({ length: 200 }, (_, number) => `${number}`), 'blocks'])
})

describe('tabs that come and go', () => {
  test('a dead tab’s watches are dropped, a closing one’s at once', async () => {
    const house = new House()
    const engine = house.host()
    const [a, b] = [house.tab('a'), house.tab('b')]
    a.watch('blocks', undefined, () => {})
    b.watch('connection', undefined, () => {})
    await settle()
    expect(engine.watched.size).toBe(2)
    house.dies('a')
    await settle()
    expect([...engine.watched.keys()]).toEqual(['["connection",null]'])
    const waiting = b.call('reconnect')
    await b.close()
    await settle()
    expect(engine.watched.size).toBe(0)
    expect(await waiting).toMatchObject({ ok: false, error: { code: 'unavailable' } })
    expect(await b.call('reconnect')).toMatchObject({ ok: false, error: { code: 'unavailable' } })
  })

  test('the person is there while any tab is looked at', async () => {
    const house = new House()
    const engine = house.host()
    engine.answer = async () => ({ ok: true, value: null })
    const [a, b] = [house.tab('a'), house.tab('b')]
    await a.call('setActive', { active: true })
    await b.call('setActive', { active: true })
    await a.call('setActive', { active: false })
    expect(engine.asked.map(({ params }) => params)).toEqual([{ active: true }])
    house.dies('b')
    await settle()
    expect(engine.asked.map(({ params }) => params)).toEqual([{ active: true }, { active: false }])
    a.wake()
    await settle()
    expect(house.wakes).toBe(1)
  })
})

describe('another host takes over', () => {
  test('watches begin anew; reads and keyed sends are asked again, the rest is unavailable', async () => {
    const house = new House()
    const first = house.host()
    const tab = house.tab('a')
    await settle()
    const seen: unknown[] = []
    tab.watch('blocks', undefined, (snapshot) => seen.push(snapshot))
    const sent = tab.call('send', send)
    const found = tab.call('search', { text: 'x', limit: 3 })
    const made = tab.call('createGroup', { name: 'g', members: [] })
    void tab.call('setActive', { active: true })
    await settle()
    expect(first.asked).toHaveLength(4)
    const late = first.watched.get('["blocks",null]')
    first.stop()
    const second = house.host()
    second.answer = async ({ command }) => ({ ok: true, value: command })
    expect(await made).toMatchObject({ ok: false, error: { code: 'unavailable' } })
    expect(await sent).toEqual({ ok: true, value: 'send' })
    expect(await found).toEqual({ ok: true, value: 'search' })
    const keyOf = (engine: NotingEngine) => engine.asked.find(({ command }) => command === 'send')?.params
    expect(keyOf(first)).toEqual({ ...send, key: 'key-1' })
    expect(keyOf(second)).toEqual(keyOf(first))
    expect(second.asked.map(({ command }) => command)).toContain('setActive')
    late?.(['stale'] as never)
    second.watched.get('["blocks",null]')?.(['fresh'] as never)
    await settle()
    expect(seen).toEqual([['fresh']])
  })

  test('an older host’s late word changes nothing', async () => {
    const house = new House()
    const engine = house.host()
    engine.answer = async () => ({ ok: true, value: null })
    const tab = house.tab('a')
    await settle()
    for (const stray of [house.common.end(), house.lineOf('a').end()]) {
      stray.post(pack({ type: 'serving', host: 'old', term: 0 }))
      stray.post(pack({ type: 'result', host: 'old', term: 0, id: 0, outcome: { ok: true, value: 9 } }))
    }
    await settle()
    expect(await tab.call('reconnect')).toEqual({ ok: true, value: null })
  })

  test('a failed start is told, and put right by the next host', async () => {
    const house = new House()
    const stray = house.common.end()
    const tab = house.tab('a')
    const sessions: unknown[] = []
    tab.watch('session', undefined, (snapshot) => sessions.push(snapshot))
    const failure = { code: 'device_storage_failed', message: 'No.' } as const
    const waiting = tab.call('reconnect')
    stray.post(pack({ type: 'failed', host: 'x', term: 0, failure }))
    expect(await waiting).toEqual({ ok: false, error: failure })
    expect(await tab.call('reconnect')).toEqual({ ok: false, error: failure })
    expect(sessions).toEqual([{ state: 'store-failed', error: failure }])
    const engine = house.host()
    engine.answer = async () => ({ ok: true, value: null })
    await settle()
    expect(await tab.call('reconnect')).toEqual({ ok: true, value: null })
  })

  test('a host of another version is told as such', async () => {
    const house = new House()
    const tab = house.tab('a')
    house.common.end().post({ version: 99, type: 'serving', host: 'new', term: 1e15 })
    await settle()
    expect(await tab.call('reconnect')).toMatchObject({ ok: false, error: { code: 'version_unsupported' } })
  })
})

test('a tab of another version is told who holds the engine', async () => {
  const house = new House()
  house.host()
  await settle()
  const heard: unknown[] = []
  const stranger = house.common.end()
  stranger.listen((message) => heard.push(message))
  stranger.post({ version: 99, tab: 'b', type: 'hello' })
  await settle()
  expect(heard).toEqual([pack({ type: 'serving', host: 'host-1', term: 1 })])
})

test('what one tab asks and is told goes over its own line alone', async () => {
  const house = new House()
  const engine = house.host()
  engine.answer = async () => ({ ok: true, value: null })
  const [a, b] = [house.tab('a'), house.tab('b')]
  await a.call('signIn', { server: 's', account: 'alice', password: 'secret words' })
  await b.call('reconnect')
  expect(JSON.stringify([house.common.said, house.lineOf('b').said])).not.toContain('secret words')
})

const nonsense: readonly unknown[] = [
  ...[undefined, null, 1, 'text', [], {}, { version }, { version, type: 'call' }],
  { version, tab: 'a', type: 'call', host: 'h', id: 1, command: 'constructor' },
  { version, tab: 'a', type: 'call', host: 'h', id: -1, command: 'send' },
  { version, tab: 'a', type: 'watch', host: 'h', id: 1, topic: 'toString' },
  { version, tab: 5, type: 'hello' },
  { version, host: 'h', term: 1, type: 'result', tab: 'a', id: 1, outcome: { ok: 'yes' } },
  { version, host: 'h', term: 1, type: 'failed', failure: 'x' },
  { version, host: 'h', term: 1, type: 'events', events: 7 },
  { version, host: 'h', term: 1, type: 'events', events: [7] },
  { version, host: 'h', term: 1, type: 'patch', id: 1 },
  { version, host: 'h', term: 1, type: 'patch', id: 1, patch: { gone: [-1], come: [] } },
  { version, host: 'h', term: 1, type: 'patch', id: 1, patch: { gone: [], come: [null] } },
  { version, host: 'h', term: '1', type: 'serving' },
]

test.each(nonsense.map((one) => [one]))('nonsense on the bus is ignored: %j', async (message) => {
  expect(typeof parseTabMessage(message)).not.toBe('object')
  expect(parseHostMessage(message)).toBeUndefined()
  const house = new House()
  const engine = house.host()
  engine.answer = async () => ({ ok: true, value: null })
  const tab = house.tab('a')
  for (const line of [house.common, house.lineOf('a')]) line.end().post(message)
  await settle()
  expect(await tab.call('reconnect')).toEqual({ ok: true, value: null })
  expect(house.bugs).toEqual([])
})
