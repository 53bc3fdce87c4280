import { execFileSync } from 'node:child_process'
import { appendFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { nodePlatform } from '@sotto/client/node'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { befriend } from '../harness.ts'
import { Person } from '../person.ts'
import { SeededRandom } from '../seeded-random.ts'
import { until } from '../until.ts'
import { MortalServer } from './mortal-process.ts'

const directory = mkdtempSync(join(tmpdir(), 'sotto-full-'))
const disk = join(directory, 'disk')
mkdirSync(disk)
const isMounted = mountSmallDisk()

/** A disk of its own can only be had by root; elsewhere the server's own tests make SQLite say that it is full. */
function mountSmallDisk(): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=6m', 'tmpfs', disk], { stdio: 'ignore' })
    return true
  } catch {
    rmSync(directory, { recursive: true, force: true })
    return false
  }
}

describe.runIf(isMounted)('a server whose disk is full', () => {
  const server = new MortalServer(join(disk, 'data'))
  const random = new SeededRandom(91)
  const { transport } = nodePlatform({ directory: join(directory, 'unused') })
  const people: Person[] = []
  beforeAll(() => server.start())
  afterAll(async () => {
    await Promise.all(people.map((person) => person.close()))
    await server.stop()
    execFileSync('umount', [disk])
    rmSync(directory, { recursive: true, force: true })
  })

  async function newPerson(name: string): Promise<Person> {
    const person = new Person({ server: server.url, transport, speed: 20, random: random.fork() })
    people.push(person)
    await person.start()
    await person.signUp(name)
    return person
  }

  const statusOf = async (path: string) => (await fetch(`${server.url}${path}`)).status

  /** Leaves not a page. */
  function fill(): void {
    for (const bytes of [256 * 1024, 4096]) {
      try {
        for (;;) appendFileSync(join(disk, 'filler'), new Uint8Array(bytes))
      } catch (error) {
        expect(error).toMatchObject({ code: 'ENOSPC' })
      }
    }
  }

  it('[D-2] refuses, says so, loses nothing, and goes on when there is room', async () => {
    const alice = await newPerson('alice')
    const bob = await newPerson('bob')
    const talk = await befriend(alice, bob)
    fill()
    const written: string[] = []
    await until(async () => {
      written.push(`written ${written.length} ${'x'.repeat(4000)}`)
      await alice.queue(talk, written.at(-1) ?? '')
      return (await statusOf('/readyz')) === 503
    }, 'not ready')
    expect(await statusOf('/healthz')).toBe(200)
    await until(() => refusal(bob), 'refused by name')
    const pending = (await alice.messages(talk)).filter((one) => one.state === 'pending')
    expect(pending.length).toBeGreaterThan(0)
    writeFileSync(join(disk, 'filler'), '')
    await until(async () => (await statusOf('/readyz')) === 200, 'ready again')
    for (const text of written) await bob.sees(talk, text)
    const texts = await bob.texts(talk)
    expect(new Set(texts).size).toBe(texts.length)
    await bob.send(talk, 'room again')
    await alice.sees(talk, 'room again')
  }, 120_000)

  it('that can only be read does not start, and starts with everything once it can be written', async () => {
    const [alice, bob] = people
    if (alice === undefined || bob === undefined) throw new Error('two people')
    const talk = await alice.direct(bob)
    await alice.send(talk, 'before the disk was read-only')
    await bob.sees(talk, 'before the disk was read-only')
    await server.stop()
    execFileSync('mount', ['-o', 'remount,ro', disk])
    await expect(server.start()).rejects.toThrow('ended while it started (1)')
    execFileSync('mount', ['-o', 'remount,rw', disk])
    await server.start()
    await Promise.all([alice.goOnline(), bob.goOnline()])
    await alice.send(talk, 'after it')
    await bob.sees(talk, 'after it')
    expect(await bob.texts(talk)).toContain('before the disk was read-only')
  }, 60_000)

  /** A write over REST says what is wrong. */
  async function refusal(person: Person): Promise<boolean> {
    const blocked = await person.engine.call('block', { account: person.account })
    const told = await person.engine.call('block', { account: people[0]?.account ?? person.account })
    if (told.ok) await person.engine.call('unblock', { account: people[0]?.account ?? person.account })
    return [blocked, told].some((one) => !one.ok && one.error.code === 'store_full')
  }
})
