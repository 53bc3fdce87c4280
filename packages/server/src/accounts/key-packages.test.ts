import type { Schemas } from '@sotto/wire'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { keyPackageOf, type Person, signIn, signOut, signUp } from '../test-person.fixture.ts'
import { bodyOf, codeOf, startTestServer, type TestServer } from '../test-server.fixture.ts'

let server: TestServer
let alice: Person
let bob: Person
beforeAll(async () => {
  server = await startTestServer()
  alice = await signUp(server, 'alice')
  bob = await signUp(server, 'bob')
})
afterAll(() => server.close())

async function upload(person: Person, count: number, withLastResort = false) {
  const oneTime = await Promise.all(Array.from({ length: count }, () => keyPackageOf(person.device)))
  const lastResort = withLastResort
    ? { lastResort: await keyPackageOf(person.device, { lastResort: true }) }
    : {}
  const answer = await person.call('PUT', '/v1/key-packages', { json: { oneTime, ...lastResort } })
  return { answer, oneTime, lastResort: lastResort.lastResort }
}

async function claim(person: Person, accounts: string[], devices?: string[]) {
  const json = devices === undefined ? { accounts } : { accounts, devices }
  return person.call('POST', '/v1/key-packages/claim', { json })
}

const packagesOf = (answer: Awaited<ReturnType<typeof claim>>) =>
  bodyOf('KeyPackagesClaimed', answer).devices.map((one) => one.keyPackage)

async function count(person: Person): Promise<Schemas['KeyPackageCount']> {
  return bodyOf('KeyPackageCount', await person.call('GET', '/v1/key-packages'))
}

describe('uploading', () => {
  it('[K-1] adds one-time packages and replaces the last-resort one', async () => {
    const first = await upload(alice, 3, true)
    expect(bodyOf('KeyPackageCount', first.answer)).toEqual({ oneTime: 3, lastResort: true })
    await upload(alice, 2, true)
    expect(await count(alice)).toEqual({ oneTime: 5, lastResort: true })
  })

  it('[K-1] counts a package that comes twice once', async () => {
    const carol = await signUp(server, 'carol')
    const { oneTime } = await upload(carol, 2)
    const json = { oneTime: [...oneTime, ...oneTime] }
    const again = await carol.call('PUT', '/v1/key-packages', { json })
    expect(bodyOf('KeyPackageCount', again).oneTime).toBe(2)
  })

  it('[L-1] refuses more than the limit, and then keeps none of them', async () => {
    const dora = await signUp(server, 'dora')
    await upload(dora, 60)
    expect(codeOf((await upload(dora, 41)).answer)).toBe('too_many')
    expect((await count(dora)).oneTime).toBe(60)
    expect(bodyOf('KeyPackageCount', (await upload(dora, 40)).answer).oneTime).toBe(100)
    const { oneTime } = await upload(dora, 1)
    const many = { oneTime: Array.from({ length: 101 }, () => oneTime[0]) }
    expect(codeOf(await dora.call('PUT', '/v1/key-packages', { json: many }))).toBe('bad_request')
  })

  it('[K-2] refuses packages of other devices, of the wrong kind, time, or form', async () => {
    const erin = await signUp(server, 'erin')
    const put = async (one: string, lastResort?: string) => {
      const json = lastResort === undefined ? { oneTime: [one] } : { oneTime: [one], lastResort }
      return codeOf(await erin.call('PUT', '/v1/key-packages', { json }))
    }
    const good = await keyPackageOf(erin.device)
    const now = Math.floor(Date.now() / 1000)
    expect(await put(await keyPackageOf(bob.device))).toBe('forbidden')
    const borrowed = { ...bob.device, credential: erin.device.credential }
    expect(await put(await keyPackageOf(borrowed))).toBe('forbidden')
    expect(await put(await keyPackageOf(erin.device, { lastResort: true }))).toBe('bad_request')
    expect(await put(good, good)).toBe('bad_request')
    expect(await put(await keyPackageOf(erin.device, { from: now - 40 * 86_400 }))).toBe('bad_request')
    expect(await put(await keyPackageOf(erin.device, { from: now + 86_400 }))).toBe('bad_request')
    const bytes = Buffer.from(good, 'base64url')
    for (let at = 0; at < bytes.length; at += 7) {
      const changed = Buffer.from(bytes)
      changed[at] = (changed[at] ?? 0) ^ 1
      expect(['bad_request', 'forbidden']).toContain(await put(changed.toString('base64url')))
    }
    expect(await put('')).toBe('bad_request')
    expect(await put(bytes.subarray(0, -1).toString('base64url'))).toBe('bad_request')
    expect((await count(erin)).oneTime).toBe(0)
  })
})

describe('claiming', () => {
  it('[K-1] takes one-time packages once, then the last-resort one, which stays', async () => {
    const frank = await signUp(server, 'frank')
    const { oneTime, lastResort } = await upload(frank, 2, true)
    const taken = [packagesOf(await claim(bob, ['frank'])), packagesOf(await claim(bob, ['frank']))].flat()
    expect(taken.toSorted()).toEqual(oneTime.toSorted())
    expect(packagesOf(await claim(bob, ['frank']))).toEqual([lastResort])
    expect(packagesOf(await claim(bob, ['frank']))).toEqual([lastResort])
    expect(await count(frank)).toEqual({ oneTime: 0, lastResort: true })
  })

  it('[K-1] never gives one package to two, however many ask at once', async () => {
    const grace = await signUp(server, 'grace')
    const { oneTime } = await upload(grace, 20)
    const answers = await Promise.all(Array.from({ length: 30 }, () => claim(bob, ['grace'])))
    const given = answers.filter((answer) => answer.status === 200).flatMap(packagesOf)
    expect(given.toSorted()).toEqual(oneTime.toSorted())
    const refused = answers.filter((answer) => answer.status !== 200)
    expect(new Set(refused.map(codeOf))).toEqual(new Set(['no_key_package']))
  })

  it('takes one of every device of every account, or none at all', async () => {
    const heidi = await signUp(server, 'heidi')
    const second = await signIn(server, 'heidi')
    const ivan = await signUp(server, 'ivan')
    await upload(heidi, 1)
    await upload(second, 1)
    expect(codeOf(await claim(bob, ['heidi', 'ivan']))).toBe('no_key_package')
    expect(codeOf(await claim(bob, ['heidi', 'nobody-here']))).toBe('not_found')
    expect((await count(heidi)).oneTime + (await count(second)).oneTime).toBe(2)
    await upload(ivan, 1)
    const { devices } = bodyOf('KeyPackagesClaimed', await claim(bob, ['heidi', 'ivan', 'heidi']))
    const expected = [heidi, second, ivan].map((one) => one.session.device)
    expect(devices.map((one) => one.device).toSorted()).toEqual(expected.toSorted())
  })

  it('takes only of the devices that are named, and of all of those', async () => {
    const judy = await signUp(server, 'judy')
    const second = await signIn(server, 'judy')
    await upload(judy, 2)
    const named = await claim(bob, ['judy'], [judy.session.device])
    expect(bodyOf('KeyPackagesClaimed', named).devices.map((one) => one.device)).toEqual([
      judy.session.device,
    ])
    expect(codeOf(await claim(bob, ['judy'], [judy.session.device, second.session.device]))).toBe(
      'no_key_package',
    )
    expect(codeOf(await claim(bob, ['judy'], [alice.session.device]))).toBe('not_found')
    expect((await count(judy)).oneTime).toBe(1)
  })

  it('leaves out the device that asks, whose account may have no other', async () => {
    const { devices } = bodyOf('KeyPackagesClaimed', await claim(bob, ['bob']))
    expect(devices).toEqual([])
  })

  it('[C-7] is refused to whom the account has blocked', async () => {
    const kim = await signUp(server, 'kim')
    await upload(kim, 1)
    await kim.call('PUT', '/v1/blocks/bob')
    expect(codeOf(await claim(bob, ['kim']))).toBe('not_accepting')
    expect((await count(kim)).oneTime).toBe(1)
    await kim.call('DELETE', '/v1/blocks/bob')
    expect((await claim(bob, ['kim'])).status).toBe(200)
  })

  it('[S-3] finds nothing of a device that was signed out', async () => {
    const lena = await signUp(server, 'lena')
    await upload(lena, 3, true)
    await signOut(server, lena)
    expect(codeOf(await claim(bob, ['lena']))).toBe('no_key_package')
  })

  it('[K-2] gives out nothing that has expired', async () => {
    const own = await startTestServer()
    const [mia, ned] = [await signUp(own, 'mia'), await signUp(own, 'ned')]
    const oneTime = [await keyPackageOf(mia.device, { days: 0.01 })]
    await mia.call('PUT', '/v1/key-packages', { json: { oneTime } })
    own.clock.advance(20 * 60_000)
    expect(codeOf(await claim(ned, ['mia']))).toBe('no_key_package')
    expect((await count(mia)).oneTime).toBe(0)
    await own.close()
  })
})
