// An engine without keys, network or store, for component tests and the gallery: it answers from a world
// in memory, as the real one would, and lets its owner change that world.

import type { Commands, Engine, EngineEvent, MessageSnapshot, Outcome, Topics } from '@sotto/client'
import type { CommandTable } from './command-table.ts'
import { commandsOn } from './memory-commands.ts'
import { namesIn, searchIn } from './searching.ts'
import {
  conversationOf,
  conversationsOf,
  keyOf,
  openWindow,
  peopleOf,
  pinnedOf,
  profileOf,
  securityOf,
  starredOf,
  timelineOf,
  type Window,
} from './snapshots.ts'
import { messagesOf, roomOf, say, type World } from './world.ts'

type Watch = {
  readonly topic: keyof Topics
  readonly params: unknown
  readonly window: Window | undefined
  readonly listener: (snapshot: never) => void
}

export type Call = { readonly command: keyof Commands; readonly params: unknown }

export type MemoryEngine = Engine & {
  readonly world: World
  /** Every command so far, for tests to look at. */
  readonly calls: readonly Call[]
  /** Changes the world and tells everybody who watches. */
  change(act: (world: World) => void): void
  /** Somebody writes. */
  hear(conversation: Parameters<typeof roomOf>[1], from: string, text: string): MessageSnapshot | undefined
  /** Something happens. */
  happen(event: EngineEvent): void
  /** The time of a message is over. */
  expire(message: MessageSnapshot): void
  /** The next call of this command fails so. */
  failNext(command: keyof Commands, error: Extract<Outcome<never>, { ok: false }>['error']): void
}

export function createMemoryEngine(world: World): MemoryEngine {
  const watches = new Set<Watch>()
  const listeners = new Set<(event: EngineEvent) => void>()
  const failures = new Map<keyof Commands, Extract<Outcome<never>, { ok: false }>>()
  const calls: Call[] = []

  const tellAll = () => {
    for (const watch of watches) tell(world, watch)
  }
  const change = (act: (world: World) => void) => {
    act(world)
    tellAll()
  }
  const happen = (event: EngineEvent) => {
    for (const listener of listeners) listener(event)
  }
  const widen = (conversation: string, by: Partial<Window>) => {
    for (const { params, window } of watches) {
      if (window === undefined || !isOf(params, conversation)) continue
      window.older += by.older ?? 0
      window.newer += by.newer ?? 0
    }
    tellAll()
  }
  const table: CommandTable = commandsOn({ world, change, widen })

  return {
    world,
    calls,
    change,
    hear(conversation, from, text) {
      const room = roomOf(world, conversation)
      if (room === undefined) return undefined
      const at = Math.max(Date.now(), (room.items.at(-1)?.at ?? 0) + 1)
      if (room.readUpTo === Number.POSITIVE_INFINITY) room.readUpTo = messagesOf(room).at(-1)?.at ?? 0
      const message = say(world, room, from, { at, text })
      if (room.mutedUntil === undefined) delete room.archived
      tellAll()
      const quiet = room.state !== 'active' || room.mutedUntil !== undefined || room.onlyMentions === true
      happen({ type: 'message', message, conversationName: room.name, quiet })
      return message
    },
    happen,
    expire({ conversation, id }) {
      const room = roomOf(world, conversation)
      if (room !== undefined)
        room.items = room.items.filter((item) => item.type !== 'message' || item.id !== id)
      tellAll()
      happen({ type: 'expired', conversation, ids: [id] })
    },
    failNext(command, error) {
      failures.set(command, { ok: false, error })
    },
    async call(command, ...params) {
      calls.push({ command, params: params[0] })
      await Promise.resolve()
      const failure = failures.get(command)
      failures.delete(command)
      return failure ?? table[command](params[0] as never)
    },
    watch(topic, params, listener) {
      const watch: Watch = { topic, params, listener, window: windowFor(world, topic, params) }
      watches.add(watch)
      queueMicrotask(() => watches.has(watch) && tell(world, watch))
      return () => watches.delete(watch)
    },
    onEvent(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    async close() {
      watches.clear()
    },
  }
}

function windowFor(world: World, topic: keyof Topics, params: unknown): Window | undefined {
  if (topic !== 'timeline') return undefined
  const room = roomOf(world, (params as Topics['timeline']['params']).conversation)
  return room === undefined ? undefined : openWindow(room)
}

function tell(world: World, { topic, params, window, listener }: Watch): void {
  const snapshot = snapshotOf(world, topic, params, window)
  if (snapshot !== undefined) listener(snapshot as never)
}

function snapshotOf(world: World, topic: keyof Topics, params: unknown, window: Window | undefined): unknown {
  switch (topic) {
    case 'session':
      return world.session
    case 'lock':
      return { ...world.lock, prfInput: new Uint8Array(18) }
    case 'connection':
      return world.connection
    case 'conversations':
      return conversationsOf(world)
    case 'conversation':
      return conversationOf(world, params as Topics['conversation']['params'])
    case 'security': {
      const room = roomOf(world, (params as Topics['security']['params']).conversation)
      return room === undefined ? null : securityOf(world, room)
    }
    case 'key':
      return keyOf(world, (params as Topics['key']['params']).account)
    case 'person':
      return profileOf(world, (params as Topics['person']['params']).account)
    case 'names':
      return namesIn(world)
    case 'found': {
      const { text, limit } = params as Topics['found']['params']
      return searchIn(world, text, limit)
    }
    case 'people':
      return peopleOf(world, (params as Topics['people']['params']).query)
    case 'blocks':
      return [...world.blocks]
    case 'devices':
      return [...world.devices]
    case 'directory':
      return world.directory
    case 'account':
      return world.account
    case 'archive':
      return world.archive
    case 'settings':
      return world.settings
    case 'synced':
      return world.synced
    case 'pinned': {
      const room = roomOf(world, (params as Topics['pinned']['params']).conversation)
      return room === undefined ? [] : pinnedOf(room)
    }
    case 'starred':
      return starredOf(world)
    case 'timeline': {
      const asked = params as Topics['timeline']['params']
      const room = roomOf(world, asked.conversation)
      return room === undefined || window === undefined ? undefined : timelineOf(room, asked, window)
    }
  }
}

function isOf(params: unknown, conversation: string): boolean {
  return (params as Topics['timeline']['params']).conversation === conversation
}
