// Memory per idle connection: the whole server with people signed in, beside the bare `ws` server of the relay
// bench. Both are processes of their own, both are measured before and after, settled and collected: once as
// they run, once with the runtime's young generation kept small, which is no connection's.
// `--quick` opens 1,000 connections instead of 10,000.

import { parseArgs } from 'node:util'
import { freshFolder, removeFolder, seedSessions } from '@sotto/server/testing'
import type { WebSocket } from 'ws'
import { closeAll, connectAll, openFrom, signInFrom } from './idle/clients.ts'
import { groupAll, groupSize } from './idle/groups.ts'
import { type BenchServer, type SettledMemory, startServer } from './relay/child.ts'
import { report, type Target } from './report/figure.ts'

const { values } = parseArgs({ options: { quick: { type: 'boolean' } } })
const count = values.quick === true ? 1000 : 10_000
/** Opened and closed before anything is measured, so that code is compiled and caches are made. */
const warmUp = 200

const unit = 'bytes a connection'
const stated = `${count.toLocaleString('en-GB')} connections signed in`
const target = { of: 'ratio', bound: 'at most', value: 2 } as const

/** As the server runs. The runtime's young generation grows by how fast they come, to 64 MiB at most. */
const asRun = await compare([])
/** What the connections themselves hold: with a young generation that stays small. */
const held = await compare(['--max-semi-space-size=1'])
tell(`resident memory, ${stated}`, asRun, 'rssBytes', target)
tell('the same without what the runtime keeps in reserve', held, 'heldBytes', target)
tell('of it in the JavaScript heap', held, 'heapBytes')
report({ bench: 'idle', name: `more for being in a group of ${groupSize}`, unit, ours: held.group.heldBytes })
process.exit(0)

type Compared = {
  readonly bare: SettledMemory
  readonly signedIn: SettledMemory
  /** What being in a group adds. */
  readonly group: SettledMemory
}

/** Both servers with these options for Node. */
async function compare(execArgv: readonly string[]): Promise<Compared> {
  console.log(`  ${execArgv.join(' ') || 'as it runs'}`)
  const bare = await measureBare(execArgv)
  return { bare, ...(await measureOurs(execArgv)) }
}

function tell(name: string, of: Compared, part: keyof SettledMemory, bound?: Target): void {
  const limit = { name: 'bare ws', value: of.bare[part] }
  const bounded = bound === undefined ? {} : { target: bound }
  report({ bench: 'idle', name, unit, ours: of.signedIn[part], limit, ...bounded })
}

async function measureBare(execArgv: readonly string[]): Promise<SettledMemory> {
  const server = await startServer(new URL('./relay/bare-server.ts', import.meta.url), [], {
    execArgv: ['--expose-gc', ...execArgv],
  })
  const url = (number: number) => `ws://127.0.0.1:${server.port}/?id=${number}&mode=pairs`
  const { each, sockets } = await growth('bare', server, (number) => openFrom(number, url(number)))
  await closeAll(sockets)
  await server.stop()
  return each
}

async function measureOurs(execArgv: readonly string[]): Promise<Omit<Compared, 'bare'>> {
  const dataDir = freshFolder()
  const people = await seedSessions(dataDir, count)
  const server = await startServer(new URL('./server/sotto-server.ts', import.meta.url), [dataDir], {
    execArgv: ['--expose-gc', ...execArgv],
  })
  const url = `ws://127.0.0.1:${server.port}/v1/gateway`
  const { each, after, sockets } = await growth('sotto', server, (number) =>
    signInFrom(number, url, people[number]?.token ?? ''),
  )
  await groupAll(people, sockets)
  const group = perConnection(after, await server.settledMemory())
  await closeAll(sockets)
  await server.stop()
  removeFolder(dataDir)
  return { signedIn: each, group }
}

type Growth = {
  readonly each: SettledMemory
  readonly after: SettledMemory
  readonly sockets: readonly WebSocket[]
}

async function growth(
  name: string,
  server: BenchServer,
  connect: (number: number) => Promise<WebSocket>,
): Promise<Growth> {
  await closeAll(await connectAll(warmUp, connect))
  const before = await server.settledMemory()
  const sockets = await connectAll(count, connect)
  const after = await server.settledMemory()
  console.log(`  ${name.padEnd(5)} before ${tellMemory(before)}, after ${tellMemory(after)}`)
  return { each: perConnection(before, after), after, sockets }
}

function perConnection(before: SettledMemory, after: SettledMemory): SettledMemory {
  return {
    rssBytes: (after.rssBytes - before.rssBytes) / count,
    heapBytes: (after.heapBytes - before.heapBytes) / count,
    externalBytes: (after.externalBytes - before.externalBytes) / count,
    heldBytes: (after.heldBytes - before.heldBytes) / count,
  }
}

function tellMemory({ rssBytes, heapBytes, externalBytes, heldBytes }: SettledMemory): string {
  const [rss, heap, external, reserve] = [rssBytes, heapBytes, externalBytes, rssBytes - heldBytes].map(
    mebibytes,
  )
  return `${rss} MiB (heap ${heap} and ${reserve} in reserve, external ${external})`
}

function mebibytes(bytes: number): string {
  return (bytes / 2 ** 20).toFixed(1)
}
