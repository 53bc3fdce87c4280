// Sign-ins by OPAQUE: what one costs the server beside the library alone, and the client; two hundred at once, and what
// a flood of password guesses gets. The generator leaves out the client's stretching, which the server never sees.
// `--quick` makes shorter runs.

import { parseArgs } from 'node:util'
import { defaultDefence, freshFolder, removeFolder } from '@sotto/server/testing'
import { type BenchServer, startServer } from './relay/child.ts'
import { report, tell } from './report/figure.ts'
import { percentile } from './report/statistics.ts'
import { clientSignInCost } from './sign-in/client.ts'
import { type Flooded, flood } from './sign-in/flood.ts'
import { librarySignInCost } from './sign-in/library.ts'
import { addDevice, nameOf, signIn, signUp } from './sign-in/opaque-person.ts'
import { Caller } from './sign-in/requests.ts'

const { values } = parseArgs({ options: { quick: { type: 'boolean' } } })
const isQuick = values.quick === true
const signIns = isQuick ? 200 : 2000
const floodSeconds = isQuick ? 3 : 15
const people = Array.from({ length: 200 }, (_, at) => nameOf(`user${at}`))
const [alice = nameOf('alice'), bob = nameOf('bob')] = people
const bench = 'sign-in'
const noFailure = { of: 'ours', bound: 'at most', value: 0 } as const

/** B-1: the free tries, then one after 2, 4, 8 … seconds. */
const triesOfOneAddress = defaultDefence.freeTries + Math.floor(Math.log2(floodSeconds / 2 + 1))

const dataDir = freshFolder()
await withServer({ SOTTO_RATE_FACTOR: '1000000' }, async (server) => {
  const caller = new Caller(server.port)
  await inLanes(4, people.length, async (at) => signUp(caller, people[at] ?? alice))
  await throughput(server, caller)
  caller.close()
})
await clientCost()
await withServer({ SOTTO_RATE_FACTOR: '' }, async ({ port }) => {
  await allAtOnce(port)
  await floodFromOneAddress(port)
  await floodFromManyAddresses(port)
})
removeFolder(dataDir)
process.exit(0)

/** A server over the same data folder, with rates of its own. */
async function withServer(
  env: Readonly<Record<string, string>>,
  use: (server: BenchServer) => Promise<void>,
): Promise<void> {
  const server = await startServer(new URL('./server/sotto-server.ts', import.meta.url), [dataDir], { env })
  await use(server)
  await server.stop()
}

async function throughput(server: BenchServer, caller: Caller): Promise<void> {
  const run = (count: number) =>
    inLanes(8, count, async (at) => {
      await signIn(caller, people[at % people.length] ?? alice)
    })
  await run(signIns / 4)
  const before = await server.usage()
  await run(signIns)
  const spent = (await server.usage()).cpuMilliseconds - before.cpuMilliseconds
  await librarySignInCost(signIns / 4)
  const library = await librarySignInCost(signIns)
  report({
    bench,
    name: 'sign-ins of one core',
    unit: '/s',
    ours: (signIns * 1000) / spent,
    limit: { name: 'OPAQUE library alone', value: 1000 / library },
  })
}

/** What a sign-in costs whoever signs in: nearly all of it is the stretching of the password. */
async function clientCost(): Promise<void> {
  const runs = isQuick ? 1 : 10
  const { whole, stretching } = await clientSignInCost(runs)
  const limit = { name: 'Argon2id alone', value: stretching }
  report({ bench, name: 'processor of the client, for one', unit: 'ms', ours: whole, limit })
}

async function allAtOnce(port: number): Promise<void> {
  // Where they have made their accounts: two hundred people behind one address, each with a new device.
  const caller = new Caller(port)
  const milliseconds: number[] = []
  let failures = 0
  await Promise.all(
    people.map(async (account) => {
      const started = performance.now()
      try {
        await addDevice(caller, account)
        milliseconds.push(performance.now() - started)
      } catch {
        failures += 1
      }
    }),
  )
  caller.close()
  report({ bench, name: '200 at once, failed', unit: 'sign-ins', ours: failures, target: noFailure })
  for (const [part, label] of [
    [0.5, 'median'],
    [0.9, 'p90'],
    [0.99, 'p99'],
    [1, 'slowest'],
  ] as const) {
    report({ bench, name: `200 at once, ${label}`, unit: 'ms', ours: percentile(milliseconds, part) })
  }
}

async function floodFromOneAddress(port: number): Promise<void> {
  const others = [
    { account: bob, address: '127.0.0.21' },
    { account: alice, address: '127.0.0.22' },
  ]
  const flooded = await flood({ port, victim: alice, addresses: 1, seconds: floodSeconds, others })
  tellFlood('one address', flooded, triesOfOneAddress)
  const [ofBob, ofAlice] = flooded.meanwhile
  const name = 'guesses from one address: refused sign-ins of'
  report({ bench, name: `${name} somebody else`, unit: 'sign-ins', ...refused(ofBob), target: noFailure })
  report({
    bench,
    name: `${name} the same account, elsewhere`,
    unit: 'sign-ins',
    ...refused(ofAlice),
    target: noFailure,
  })
}

async function floodFromManyAddresses(port: number): Promise<void> {
  const victim = people[2] ?? alice
  const others = [
    { account: bob, address: '127.0.0.31' },
    { account: victim, address: '127.0.0.1' },
  ]
  const flooded = await flood({ port, victim, addresses: 100, seconds: floodSeconds, others })
  tellFlood('100 addresses', flooded, defaultDefence.addressesPerAccount * triesOfOneAddress)
  const [ofBob, ofVictim] = flooded.meanwhile
  const name = 'guesses from 100 addresses: refused sign-ins of'
  report({ bench, name: `${name} somebody else`, unit: 'sign-ins', ...refused(ofBob), target: noFailure })
  report({
    bench,
    name: `${name} the same account, from its own place`,
    unit: 'sign-ins',
    ...refused(ofVictim),
    target: noFailure,
  })
  const waited = flooded.meanwhile[0]?.milliseconds ?? []
  report({
    bench,
    name: 'guesses from 100 addresses: somebody else’s sign-in, p99',
    unit: 'ms',
    ours: percentile(waited, 0.99),
  })
}

function tellFlood(from: string, flooded: Flooded, most: number): void {
  const { tries, answered, limited, challenged, failed, triesPerSecond } = flooded
  console.log(
    `  ${from}: ${tries} tries, ${answered} answered, ${limited} rate limited, ${challenged} asked for work, ${failed} otherwise`,
  )
  report({ bench, name: `guesses from ${from}: tried`, unit: '/s', ours: triesPerSecond })
  report({
    bench,
    name: `guesses from ${from}: refused`,
    unit: '/s',
    ours: (limited + challenged) / floodSeconds,
  })
  report({
    bench,
    name: `guesses from ${from}: answered, in all`,
    unit: 'guesses',
    ours: answered,
    target: { of: 'ours', bound: 'at most', value: most },
  })
}

function refused(meanwhile: Flooded['meanwhile'][number] | undefined): { readonly ours: number } {
  if (meanwhile === undefined || meanwhile.good + meanwhile.refused === 0) {
    throw new Error('nobody signed in meanwhile')
  }
  console.log(
    `  meanwhile ${meanwhile.good} signed in, at most ${tell(Math.max(...meanwhile.milliseconds))} ms`,
  )
  return { ours: meanwhile.refused }
}

/** Runs `work(0)` to `work(count - 1)`, so many at a time. */
async function inLanes(lanes: number, count: number, work: (at: number) => Promise<void>): Promise<void> {
  let next = 0
  const lane = async () => {
    while (next < count) await work(next++)
  }
  await Promise.all(Array.from({ length: lanes }, lane))
}
