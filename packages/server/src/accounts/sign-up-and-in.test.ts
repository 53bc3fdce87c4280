import { deviceIdOf, type MlsDevice } from '@sotto/crypto'
import { bytesToBase64url, limits } from '@sotto/wire'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  addDevice,
  deviceToken,
  name,
  newDevice,
  password,
  registrationOf,
  signIn,
  signOut,
  signUp,
  trySignIn,
} from '../test-person.fixture.ts'
import { bodyOf, codeOf, startTestServer, type TestServer } from '../test-server.fixture.ts'
import { addDevices } from '../testing/add-devices.ts'
import { randomToken } from './tokens.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
  await signUp(server, 'alice')
})
afterAll(() => server.close())

const finishPath = '/v1/accounts/registration/finish'

describe('sign-up', () => {
  it('makes an account whose first device is signed in', async () => {
    const bob = await signUp(server, 'bob')
    expect(bob.session.account).toBe('bob')
    const devices = bodyOf('OwnDevices', await bob.call('GET', '/v1/devices'))
    expect(devices.devices).toMatchObject([{ device: bob.session.device, current: true }])
  })

  it('refuses a name that somebody has, at either half', async () => {
    const { body } = await registrationOf(server, name('dora'))
    const first = await server.call('POST', finishPath, { json: body })
    expect(first.status).toBe(200)
    expect(codeOf(await server.call('POST', finishPath, { json: body }))).toBe('name_taken')
    const request = { account: 'dora', request: 'AAAA' }
    const again = await server.call('POST', '/v1/accounts/registration/start', { json: request })
    expect(codeOf(again)).toBe('name_taken')
  })

  it('lets one of several win who ask for the same name at once', async () => {
    const bodies = await Promise.all([1, 2, 3].map(() => registrationOf(server, name('erin'))))
    const answers = await Promise.all(
      bodies.map(({ body }) => server.call('POST', finishPath, { json: body })),
    )
    expect(answers.filter((answer) => answer.status === 200)).toHaveLength(1)
    const refused = answers.filter((answer) => answer.status !== 200)
    expect(refused.map(codeOf)).toEqual(['name_taken', 'name_taken'])
  })

  it('[S-4] refuses a credential of another account, another key, or none', async () => {
    const { body, accountKey } = await registrationOf(server, name('frank'))
    const other = await registrationOf(server, name('frank'))
    const ofGrace = newDevice(name('grace'), accountKey)
    const wrong = [
      { ...body, credential: bytesToBase64url(ofGrace.credential) },
      { ...body, credential: other.body.credential },
      { ...body, accountKey: other.body.accountKey },
    ]
    for (const json of wrong)
      expect(codeOf(await server.call('POST', finishPath, { json }))).toBe('forbidden')
    const broken = [
      { ...body, credential: 'AAAA' },
      { ...body, record: 'AAAA' },
      { ...body, record: bytesToBase64url(new Uint8Array(192).fill(255)) },
      { ...body, accountKey: body.accountKey.slice(0, 40) },
      { ...body, vault: { ...body.vault, recovery: '' } },
      { ...body, credential: `${body.credential.slice(0, -1)}!` },
    ]
    for (const json of broken)
      expect(codeOf(await server.call('POST', finishPath, { json }))).toBe('bad_request')
    expect((await server.call('POST', finishPath, { json: body })).status).toBe(200)
  })

  it('[S-4] refuses a device that belongs to somebody else', async () => {
    const { body, device } = await registrationOf(server, name('heidi'))
    expect((await server.call('POST', finishPath, { json: body })).status).toBe(200)
    const mallory = await registrationOf(server, name('mallory'))
    const stolen = newDevice(name('mallory'), mallory.accountKey, device)
    const json = { ...mallory.body, credential: bytesToBase64url(stolen.credential) }
    expect(codeOf(await server.call('POST', finishPath, { json }))).toBe('already_exists')
  })

  it('is refused by a server that takes nobody', async () => {
    const closed = await startTestServer({ signUp: 'closed' })
    const json = { account: 'alice', request: 'AAAA' }
    const answer = await closed.call('POST', '/v1/accounts/registration/start', { json })
    expect(codeOf(answer)).toBe('forbidden')
    await closed.close()
  })
})

describe('sign-in', () => {
  it('gives the vault and a proof for one device to who knows the password', async () => {
    const alice = await signIn(server, 'alice')
    expect(alice.session.account).toBe('alice')
    expect((await alice.call('GET', '/v1/devices')).status).toBe(200)
  })

  it('answers a wrong password and an unknown name alike', async () => {
    const wrong = await trySignIn(server, 'alice', 'not the password')
    const unknown = await trySignIn(server, 'nobody-at-all', password)
    expect(wrong.started.status).toBe(unknown.started.status)
    expect(Object.keys(wrong.started.json as object)).toEqual(Object.keys(unknown.started.json as object))
    expect(wrong.started.text.length).toBe(unknown.started.text.length)
    expect(codeOf(wrong.finished)).toBe('sign_in_failed')
    expect(unknown.finished.text).toBe(wrong.finished.text)
    const shown = (headers: Headers) => [...headers].filter(([key]) => key !== 'date')
    expect(shown(unknown.finished.headers)).toEqual(shown(wrong.finished.headers))
  })

  it('can be finished once, and within a minute', async () => {
    const { finished } = await trySignIn(server, 'alice', 'not the password')
    expect(codeOf(finished)).toBe('sign_in_failed')
    const request = { account: 'alice', request: bytesToBase64url(new Uint8Array(96)) }
    expect(codeOf(await server.call('POST', '/v1/sessions/start', { json: request }))).toBe('bad_request')
    const late = await trySignIn(server, 'alice', password, () => server.clock.advance(61_000))
    expect(codeOf(late.finished)).toBe('sign_in_failed')
  })
})

describe('adding a device', () => {
  it('[S-4] takes each proof once, and for five minutes', async () => {
    const alice = await signIn(server, 'alice')
    const proof = await deviceToken(server, 'alice')
    const [one, two] = [
      newDevice(name('alice'), alice.accountKey),
      newDevice(name('alice'), alice.accountKey),
    ]
    expect((await addDevice(server, proof, one)).status).toBe(200)
    expect(codeOf(await addDevice(server, proof, two))).toBe('unauthenticated')
    const old = await deviceToken(server, 'alice')
    server.clock.advance(5 * 60_000)
    expect(codeOf(await addDevice(server, old, two))).toBe('unauthenticated')
  })

  it('[S-4] refuses a device that the account key did not sign', async () => {
    const bob = await signIn(server, 'bob')
    const foreign = newDevice(name('alice'), bob.accountKey)
    expect(codeOf(await addDevice(server, await deviceToken(server, 'alice'), foreign))).toBe('forbidden')
    expect(codeOf(await addDevice(server, await deviceToken(server, 'alice'), bob.device))).toBe('forbidden')
  })

  it('[S-4] ends the earlier session of a device that is added again', async () => {
    const alice = await signIn(server, 'alice')
    const again = await addDevice(server, await deviceToken(server, 'alice'), alice.device)
    expect(bodyOf('Session', again).device).toBe(alice.session.device)
    expect(codeOf(await alice.call('GET', '/v1/devices'))).toBe('session_revoked')
  })

  it('[S-5] lets a device come back as itself, long after its session has ended', async () => {
    const returning = await signUp(server, 'returning')
    server.clock.advance(200 * 24 * 3_600_000)
    expect(codeOf(await returning.call('GET', '/v1/devices'))).toBe('session_expired')
    const back = bodyOf(
      'Session',
      await addDevice(server, await deviceToken(server, 'returning'), returning.device),
    )
    expect(back.device).toBe(returning.session.device)
    const listed = await server.call('GET', '/v1/devices', { token: back.accessToken })
    expect(bodyOf('OwnDevices', listed).devices).toMatchObject([{ device: back.device, current: true }])
  })

  it('[S-5] never lets a device come back that was signed out', async () => {
    const gone = await signUp(server, 'gone')
    await signOut(server, gone)
    expect(codeOf(await addDevice(server, await deviceToken(server, 'gone'), gone.device))).toBe('forbidden')
  })

  it('[A-20] an attacker with password and credential, but without the device’s key, does not become the device', async () => {
    const robbed = await signUp(server, 'robbed')
    const [neighbour, own] = [await signUp(server, 'neighbour'), newDevice(name('robbed'), robbed.accountKey)]
    const withKeyOf = (other: MlsDevice) => ({
      ...robbed.device,
      signaturePrivateKey: other.signaturePrivateKey,
    })
    for (const attempt of [withKeyOf(own), withKeyOf(neighbour.device), neighbour.device]) {
      expect(codeOf(await addDevice(server, await deviceToken(server, 'robbed'), attempt))).toBe('forbidden')
    }
    expect((await robbed.call('GET', '/v1/devices')).status).toBe(200)
  })

  it('[A-20] a proof made for one sign-in is worth nothing in another', async () => {
    const proven = await signUp(server, 'proven')
    const [earlier, later] = [await deviceToken(server, 'proven'), await deviceToken(server, 'proven')]
    expect(codeOf(await addDevice(server, later, proven.device, earlier))).toBe('forbidden')
    const credential = bytesToBase64url(proven.device.credential)
    for (const [proof, code] of [
      ['', 'forbidden'],
      ['A'.repeat(86), 'forbidden'],
      ['!', 'bad_request'],
    ]) {
      const json = { deviceToken: await deviceToken(server, 'proven'), credential, proof }
      expect(codeOf(await server.call('POST', '/v1/devices', { json }))).toBe(code)
    }
    expect((await proven.call('GET', '/v1/devices')).status).toBe(200)
  })

  it('[L-1] [S-6] refuses more devices than an account may have, and leaves the proof to be used', async () => {
    const carol = await signUp(server, 'carol')
    await server.stop()
    const lost = newDevice(carol.account, carol.accountKey)
    const others = Array.from({ length: limits.devicesPerAccount - 2 }, () =>
      newDevice(carol.account, carol.accountKey),
    )
    const rows = [lost, ...others].map(({ credential, signaturePublicKey: signatureKey }) => {
      return { device: deviceIdOf(signatureKey), credential, signatureKey, added: 1 }
    })
    await addDevices(server.config.dataDir, carol.account, rows)
    await server.restart()
    const one = newDevice(name('carol'), carol.accountKey)
    const token = await deviceToken(server, 'carol')
    expect(codeOf(await addDevice(server, token, one))).toBe('too_many')
    const again = await addDevice(server, await deviceToken(server, 'carol'), carol.device)
    expect(again.status).toBe(200)
    // and who wanted to enter may look, make room, and enter
    const known = (deviceToken: string) => server.call('POST', '/v1/devices/known', { json: { deviceToken } })
    expect(bodyOf('OwnDevices', await known(token)).devices).toHaveLength(limits.devicesPerAccount)
    await signOut(server, { ...carol, device: lost })
    expect((await addDevice(server, token, one)).status).toBe(200)
    for (const used of [token, randomToken()]) expect(codeOf(await known(used))).toBe('unauthenticated')
  })
})
