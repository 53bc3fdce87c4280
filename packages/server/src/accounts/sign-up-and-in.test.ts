import { deviceIdOf, newSignatureKeyPair } from '@sotto/crypto'
import { bytesToBase64url, limits } from '@sotto/wire'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { allMigrations } from '../server.ts'
import { openDatabase } from '../store/database.ts'
import {
  addDevice,
  deviceToken,
  name,
  newDevice,
  password,
  registrationOf,
  signIn,
  signUp,
  trySignIn,
} from '../test-person.fixture.ts'
import { bodyOf, codeOf, startTestServer, type TestServer } from '../test-server.fixture.ts'
import type { SessionId } from './account-store.ts'
import { SqliteAccountStore } from './sqlite-account-store.ts'

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

  it('[L-1] refuses more devices than an account may have', async () => {
    const carol = await signUp(server, 'carol')
    await server.stop()
    await addToStore(server.config.dataDir, limits.devicesPerAccount - 1)
    await server.restart()
    const one = newDevice(name('carol'), carol.accountKey)
    expect(codeOf(await addDevice(server, await deviceToken(server, 'carol'), one))).toBe('too_many')
    const again = await addDevice(server, await deviceToken(server, 'carol'), carol.device)
    expect(again.status).toBe(200)
  })
})

/** So many devices of carol, without signing in for each. */
async function addToStore(dataDir: string, count: number): Promise<void> {
  const database = openDatabase({ dataDir, migrations: allMigrations })
  const store = new SqliteAccountStore(database)
  for (let number = 0; number < count; number++) {
    const { signaturePublicKey: signatureKey } = newSignatureKeyPair()
    const device = deviceIdOf(signatureKey)
    const account = name('carol')
    const session = { session: `s${number}` as SessionId, created: 0, tokenExpires: 1 }
    await store.addDevice(
      { device, account, credential: signatureKey, signatureKey, added: 0 },
      { ...session, account, device, tokenHash: signatureKey },
      limits.devicesPerAccount,
    )
  }
  await database.close()
}
