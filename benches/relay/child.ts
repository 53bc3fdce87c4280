// A server under measurement is a process of its own: it tells its port and its people, and how much
// processor time and memory it has used whenever it is asked.

import { fork } from 'node:child_process'
import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getHeapStatistics } from 'node:v8'

export type Hello = { readonly port: number; readonly people: readonly string[] }
export type Usage = { readonly cpuMilliseconds: number; readonly rssBytes: number }
/** After everything that may be collected has been. */
export type SettledMemory = {
  readonly rssBytes: number
  readonly heapBytes: number
  readonly externalBytes: number
  /** Resident, but for pages of the JavaScript heap that are kept in reserve. */
  readonly heldBytes: number
}
type Ask = 'usage' | 'settled memory'

/** In the child: says that it listens, and answers questions until the parent goes. */
export function serveBench(http: Server, people: readonly string[]): void {
  serveBenchAt((http.address() as AddressInfo).port, people)
}

/** As `serveBench`, when all that is known of the server is its port. */
export function serveBenchAt(port: number, people: readonly string[] = []): void {
  process.send?.({ port, people } satisfies Hello)
  process.on('message', (ask: Ask) => {
    if (ask === 'usage') process.send?.(usage())
    else void settledMemory().then((memory) => process.send?.(memory))
  })
  process.on('disconnect', () => process.exit(0))
}

function usage(): Usage {
  const { user, system } = process.cpuUsage()
  return { cpuMilliseconds: (user + system) / 1000, rssBytes: process.memoryUsage.rss() }
}

const collections = 5
const pause = 200

async function settledMemory(): Promise<SettledMemory> {
  if (globalThis.gc === undefined) throw new Error('memory is measured in a process with --expose-gc')
  for (let i = 0; i < collections; i += 1) {
    globalThis.gc()
    await new Promise((done) => setTimeout(done, pause))
  }
  const { rss, heapUsed, external } = process.memoryUsage()
  const reserve = getHeapStatistics().total_physical_size - heapUsed
  return { rssBytes: rss, heapBytes: heapUsed, externalBytes: external, heldBytes: rss - reserve }
}

export type BenchServer = {
  readonly port: number
  readonly people: readonly string[]
  usage(): Promise<Usage>
  /** Needs `--expose-gc`. */
  settledMemory(): Promise<SettledMemory>
  stop(): Promise<void>
}

export type ChildOptions = {
  /** Options for Node itself. */
  readonly execArgv?: readonly string[]
  /** Beside the environment of the parent. */
  readonly env?: Readonly<Record<string, string>>
}

export async function startServer(
  file: URL,
  args: readonly string[] = [],
  { execArgv = [], env = {} }: ChildOptions = {},
): Promise<BenchServer> {
  const child = fork(file, [...args], {
    stdio: 'inherit',
    execArgv: [...process.execArgv, ...execArgv],
    env: { ...process.env, ...env },
  })
  const ask = async <T>(what: Ask): Promise<T> => {
    child.send(what)
    const [answer] = (await once(child, 'message')) as [T]
    return answer
  }
  const [hello] = (await once(child, 'message')) as [Hello]
  return {
    ...hello,
    usage: () => ask<Usage>('usage'),
    settledMemory: () => ask<SettledMemory>('settled memory'),
    async stop() {
      const gone = once(child, 'exit')
      child.disconnect()
      await gone
    },
  }
}
