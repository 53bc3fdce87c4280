// A real server in this process and any number of engines on platforms in memory, for tests: people can be
// cut off, killed at any transaction, and started again; the server can be restarted.

import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { nodePlatform } from '@sotto/client/node'
import { unsafeStretchQuickly } from '@sotto/crypto/testing'
import { loadConfig, type RunningServer, startServer } from '@sotto/server'
import { askOperator } from '@sotto/server/testing'
import type { ConversationId } from '@sotto/wire'
import { Person } from './person.ts'
import { SeededRandom } from './seeded-random.ts'

export type HarnessOptions = {
  readonly seed?: number
  /** How much faster than the machine's the engines' clocks run. */
  readonly speed?: number
  /** Settings of the server, over those of every test. */
  readonly env?: Readonly<Record<string, string>>
}

export type Harness = {
  readonly url: string
  /** A started device without a session. */
  newDevice(): Promise<Person>
  /** Signed up, and connected soon. */
  newPerson(name: string): Promise<Person>
  /** One more device of somebody's account. */
  anotherDevice(of: Person): Promise<Person>
  /** As whoever runs the server: `path` such as `/accounts/alice`. Answers with the status. */
  askOperator(method: string, path: string): Promise<number>
  stopServer(): Promise<void>
  /** On the same port, with the same data. */
  startServer(): Promise<void>
  /** Stops the server, lets `change` do what it likes to the data folder, and starts it again. */
  whileStopped(change: (dataDir: string) => Promise<void>): Promise<void>
  /**
   * One more server with the same keys that knows what this one knows now, as `change` has left its data, and goes its
   * own way: two truths. Answers with its host.
   */
  forkServer(change?: (dataDir: string) => Promise<void>): Promise<string>
  close(): Promise<void>
}

/** Writes to and fro, so that neither is a stranger to the other any more (C-6). Answers with their conversation. */
export async function befriend(one: Person, other: Person): Promise<ConversationId> {
  const conversation = await one.direct(other)
  await one.send(conversation, `I am ${one.account}`)
  await other.sees(conversation, `I am ${one.account}`)
  await other.send(conversation, `I am ${other.account}`)
  await one.sees(conversation, `I am ${other.account}`)
  return conversation
}

/** A server, and three people on it who have met each other. */
export async function startThree() {
  const harness = await startHarness()
  const alice = await harness.newPerson('alice')
  const bob = await harness.newPerson('bob')
  const carol = await harness.newPerson('carol')
  await befriend(alice, bob)
  await befriend(alice, carol)
  await befriend(bob, carol)
  return { harness, alice, bob, carol }
}

/** A server, two people on it, and the conversation in which they have met. */
export async function startFriends() {
  const harness = await startHarness()
  const alice = await harness.newPerson('alice')
  const bob = await harness.newPerson('bob')
  return { harness, alice, bob, talk: await befriend(alice, bob) }
}

export async function startHarness({
  seed = 1,
  speed = 20,
  env = {},
}: HarnessOptions = {}): Promise<Harness> {
  unsafeStretchQuickly()
  const directory = await mkdtemp(join(tmpdir(), 'sotto-harness-'))
  const { transport } = nodePlatform({ directory: join(directory, 'unused') })
  const random = new SeededRandom(seed)
  const people: Person[] = []
  const forks: RunningServer[] = []
  const home = join(directory, 'server')
  const start = (port: number, dataDir = home) =>
    startServer(
      loadConfig(
        { port, host: '127.0.0.1', dataDir },
        { SOTTO_RATE_FACTOR: '1000', SOTTO_LOG: 'silent', ...env },
      ),
    )
  let server: RunningServer | undefined = await start(0)
  const { port } = server
  const url = `http://127.0.0.1:${port}`
  const whileStopped: Harness['whileStopped'] = async (change) => {
    await server?.close()
    await change(home)
    server = await start(port)
  }
  const newDevice = async () => {
    const person = new Person({ server: url, transport, speed, random: random.fork() })
    people.push(person)
    await person.start()
    return person
  }
  return {
    url,
    newDevice,
    async newPerson(name) {
      const person = await newDevice()
      await person.signUp(name)
      return person
    },
    async anotherDevice(of) {
      const person = await newDevice()
      await person.signIn(of.account)
      return person
    },
    askOperator: async (method, path) => (await askOperator(home, method, path)).status,
    async stopServer() {
      await server?.close()
      server = undefined
    },
    async startServer() {
      server ??= await start(port)
    },
    whileStopped,
    async forkServer(change) {
      const copy = join(directory, `fork ${forks.length}`)
      await whileStopped((dataDir) => cp(dataDir, copy, { recursive: true }))
      await change?.(copy)
      const fork = await start(0, copy)
      forks.push(fork)
      return `127.0.0.1:${fork.port}`
    },
    async close() {
      await Promise.all(people.map((person) => person.close()))
      await Promise.all([server, ...forks].map((one) => one?.close()))
      await rm(directory, { recursive: true, force: true })
    },
  }
}
