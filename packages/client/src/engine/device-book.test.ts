import type { DeviceSnapshot } from '@sotto/client'
import type { Statement } from '@sotto/client/ports'
import { type Harness, must, type Person, startHarness, until } from '@sotto/testkit/harness'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { routes } from './network/routes.ts'

/** What the topic shows now. */
function shown(person: Person): Promise<readonly DeviceSnapshot[]> {
  return person.look('devices', undefined)
}

const told = (person: Person) => person.events.filter((event) => event.type === 'device')

/** Until the devices have been looked after: the blocks are asked for after them. */
async function reconnect(person: Person, asked: readonly string[]): Promise<void> {
  const before = asked.length
  person.goOffline()
  await person.goOnline()
  await until(async () => asked.slice(before).includes(routes.blocks), 'the look around')
}

/** What is asked and written from here on, and over how many connections. */
function counted(person: Person) {
  const asked: string[] = []
  const written: Statement[] = []
  let connections = 0
  person.line.lie = {
    divert: ({ url }) => {
      asked.push(new URL(url).pathname)
      return undefined
    },
    frame: (frame) => {
      if (frame.kind === 'welcome') connections += 1
      return [frame]
    },
  }
  person.onWrite = (statements) => void written.push(...statements)
  return { asked, written, connections: () => connections }
}

describe('the devices of the own account', () => {
  let harness: Harness
  let alice: Person
  beforeAll(async () => {
    harness = await startHarness()
    alice = await harness.newPerson('alice')
  })
  afterAll(() => harness.close())

  it('[N-1] [N-2] are named by themselves, and by any of them, so that all see it and the server doesn’t', async () => {
    await until(async () => (await shown(alice))[0]?.name === 'Device in a test', 'a name to begin with')
    const second = await harness.anotherDevice(alice)
    must(await second.engine.call('renameDevice', { device: alice.device, name: '  the  office\tlaptop ' }))
    await until(
      async () => (await shown(alice)).some((one) => one.current && one.name === 'the office laptop'),
      'the new name at home',
    )
    await alice.restart()
    expect((await shown(alice)).map((one) => one.name)).toContain('the office laptop')
    const refused = async (device: DeviceSnapshot['device'], name: string) => {
      const outcome = await alice.engine.call('renameDevice', { device, name })
      return outcome.ok ? 'ok' : outcome.error.code
    }
    expect(await refused(alice.device, '  ')).toBe('bad_device_name')
    expect(await refused(alice.device, 'x'.repeat(65))).toBe('bad_device_name')
    const stranger = await harness.newPerson('stranger')
    expect(await refused(stranger.device, 'mine now')).toBe('unknown_device')
  })

  it('tell of one that has come, until a person says that it is theirs', async () => {
    const bob = await harness.newPerson('bob')
    await until(async () => (await shown(bob)).length === 1, 'the first')
    expect(told(bob)).toEqual([])
    const second = await harness.anotherDevice(bob)
    await until(async () => told(bob).length === 1, 'news')
    const find = async () => (await shown(bob)).find((one) => one.device === second.device)
    expect(await find()).toMatchObject({ current: false, isNew: true, addedFrom: '127.0.0.0/24' })
    await bob.restart()
    expect(await find()).toMatchObject({ isNew: true })
    must(await bob.engine.call('acknowledgeDevice', { device: second.device }))
    expect(await find()).toMatchObject({ isNew: false })
    must(await bob.engine.call('devices'))
    expect(await find()).toMatchObject({ isNew: false })
    await until(async () => (await shown(second)).length === 2, 'both at the second')
    expect((await shown(second)).map((one) => one.isNew)).toEqual([false, false])
    expect(told(second)).toEqual([])
  })

  it('tell of one that came while this one was off', async () => {
    const carol = await harness.newPerson('carol')
    await until(async () => (await shown(carol)).length === 1, 'the first')
    carol.goOffline()
    const second = await harness.anotherDevice(carol)
    await carol.goOnline()
    await until(async () => told(carol).length === 1, 'news')
    expect(told(carol)).toMatchObject([{ device: { device: second.device, isNew: true } }])
  })

  it('are asked for once after a connection, and written only where something has changed', async () => {
    const erin = await harness.newPerson('erin')
    await until(async () => (await shown(erin))[0]?.name !== undefined, 'the first')
    const compared = 'SELECT account FROM people WHERE account = ?'
    await until(async () => erin.disk.look('sotto', compared, [erin.account]).length > 0, 'a comparison')
    await reconnect(erin, counted(erin).asked)
    const { asked, written, connections } = counted(erin)
    for (let i = 0; i < 3; i += 1) await reconnect(erin, asked)
    expect(asked.filter((path) => path === routes.devices)).toEqual([])
    expect(asked.filter((path) => path === routes.lookUp).length).toBeLessThanOrEqual(connections())
    must(await erin.engine.call('devices'))
    must(await erin.engine.call('devices'))
    expect(written.filter(({ sql }) => sql.includes('own_devices')).length).toBeLessThan(2)
    expect(written.filter(({ sql }) => sql.includes('INTO people'))).toEqual([])
  })

  it('[S-3] are signed out all at once, but for this one', async () => {
    const dora = await harness.newPerson('dora')
    const others = [await harness.anotherDevice(dora), await harness.anotherDevice(dora)]
    const done = must(await dora.engine.call('signOutOthers'))
    expect([...done.devices].sort()).toEqual(others.map((one) => one.device).sort())
    expect((await shown(dora)).map((one) => one.device)).toEqual([dora.device])
    for (const one of others) {
      await until(async () => !(await one.engine.call('devices')).ok, 'signed out')
    }
    expect(must(await dora.engine.call('signOutOthers')).devices).toEqual([])
  })

  it('are still shown when the server can’t be asked', async () => {
    const erik = await harness.newPerson('erik')
    await until(async () => (await shown(erik))[0]?.name !== undefined, 'the first')
    erik.goOffline()
    expect(await erik.engine.call('devices')).toMatchObject({ ok: false, error: { code: 'offline' } })
    expect(await shown(erik)).toMatchObject([{ device: erik.device, name: 'Device in a test' }])
  })
})
