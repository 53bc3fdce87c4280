// Durable relay and fan-out: our gateway against a bare `ws` relay, driven by the same generator in the
// same run, round by round in turn. Prints messages per second, ratios, latency at a fixed rate, and how
// much processor each side used. `--quick` makes shorter rounds; `--only pairs|fan-out|latency` one part.

import { parseArgs } from 'node:util'
import { bareProtocol } from './relay/bare-client.ts'
import { type BenchServer, startServer } from './relay/child.ts'
import { sottoProtocol } from './relay/sotto-client.ts'
import { type Measured, type Protocol, pace, saturate } from './relay/traffic.ts'
import { report } from './report/figure.ts'
import { median, percentile } from './report/statistics.ts'

const { values } = parseArgs({ options: { quick: { type: 'boolean' }, only: { type: 'string' } } })
const quick = values.quick === true
const rounds = quick ? 1 : 3
const seconds = quick ? 2 : 5
const pairCount = 200
const fanOutMembers = 500

type Mode = 'pairs' | 'fan-out'
type Side = 'bare' | 'sotto'
type Run = (protocol: Protocol, serverCpu: () => Promise<number>) => Promise<Measured>

async function measure(side: Side, mode: Mode, run: Run): Promise<Measured & { cpu: string }> {
  const server = await start(side)
  const protocol =
    side === 'bare' ? bareProtocol(server.port, mode) : sottoProtocol(server.port, server.people, mode)
  const before = { at: performance.now(), own: ownCpu(), server: (await server.usage()).cpuMilliseconds }
  const measured = await run(protocol, async () => (await server.usage()).cpuMilliseconds)
  const wall = performance.now() - before.at
  const usage = await server.usage()
  await server.stop()
  const share = (spent: number) => `${Math.round((spent / wall) * 100)} %`
  const spent = usage.cpuMilliseconds - before.server
  const cpu = `server ${share(spent)}, generator ${share(ownCpu() - before.own)}`
  return { ...measured, cpu }
}

function start(side: Side): Promise<BenchServer> {
  const people = Math.max(pairCount * 2, fanOutMembers + 1)
  return side === 'bare'
    ? startServer(new URL('./relay/bare-server.ts', import.meta.url))
    : startServer(new URL('./relay/sotto-server.ts', import.meta.url), [String(people)])
}

function ownCpu(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

async function compare(title: string, mode: Mode, run: Run, target: number): Promise<void> {
  const rates: Record<Side, number[]> = { bare: [], sotto: [] }
  const costs: Record<Side, number[]> = { bare: [], sotto: [] }
  for (let round = 0; round < rounds; round += 1) {
    for (const side of ['bare', 'sotto'] as const) {
      const { perSecond, serverMicroseconds, cpu } = await measure(side, mode, run)
      rates[side].push(perSecond)
      costs[side].push(serverMicroseconds)
      console.log(
        `  ${side.padEnd(5)} ${String(Math.round(perSecond)).padStart(7)}/s   ${serverMicroseconds.toFixed(1)} us of server each (${cpu})`,
      )
    }
  }
  report({
    bench: 'relay',
    name: title,
    unit: '/s',
    ours: median(rates.sotto),
    limit: { name: 'bare ws', value: median(rates.bare) },
    target: { of: 'ratio', bound: 'at least', value: target },
  })
  // On a machine that does other things as well, the ratio of processor time says more than that of rates.
  report({
    bench: 'relay',
    name: `${title}: processor time of the server for each`,
    unit: 'us',
    ours: median(costs.sotto),
    limit: { name: 'bare ws', value: median(costs.bare) },
  })
}

async function latency(perSecond: number): Promise<void> {
  const took: Record<Side, readonly number[]> = { bare: [], sotto: [] }
  for (const side of ['bare', 'sotto'] as const) {
    const shape = { senders: pairCount, receivers: pairCount }
    const { milliseconds } = await measure(side, 'pairs', (protocol) =>
      pace(protocol, shape, { perSecond, seconds }),
    )
    took[side] = milliseconds
  }
  for (const [part, label] of [
    [0.5, 'p50'],
    [0.99, 'p99'],
  ] as const) {
    report({
      bench: 'relay',
      name: `latency at ${perSecond}/s, ${label}`,
      unit: 'ms',
      ours: percentile(took.sotto, part),
      limit: { name: 'bare ws', value: percentile(took.bare, part) },
    })
  }
}

if (values.only === undefined || values.only === 'pairs') {
  for (const window of [2, 8]) {
    const shape = { senders: pairCount, receivers: pairCount }
    await compare(
      `1 KiB, ${pairCount} pairs, window ${window}`,
      'pairs',
      (protocol, serverCpu) => saturate(protocol, shape, { window, seconds, serverCpu }),
      0.5,
    )
  }
}
if (values.only === undefined || values.only === 'fan-out') {
  const shape = { senders: 1, receivers: fanOutMembers }
  await compare(
    `fan-out to ${fanOutMembers}, deliveries`,
    'fan-out',
    (protocol, serverCpu) => saturate(protocol, shape, { window: 4, seconds, serverCpu }),
    0.7,
  )
}
if (values.only === undefined || values.only === 'latency') {
  for (const perSecond of quick ? [500] : [500, 5000]) await latency(perSecond)
}
process.exit(0)
