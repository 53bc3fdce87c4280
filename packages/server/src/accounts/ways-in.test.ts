import {
  accountSigningKey,
  generateRecoverySecret,
  generateRootKey,
  openRootKey,
  recoverySigningKey,
  startLogin,
} from '@sotto/crypto'
import { base64urlToBytes, bytesToBase64url, type Schemas } from '@sotto/wire'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { defaultDefence } from '../defence/config.ts'
import {
  addDevice,
  deviceToken,
  name,
  newDevice,
  password as oldPassword,
  type Person,
  registrationOf,
  trySignIn,
} from '../test-person.fixture.ts'
import { bodyOf, codeOf, startTestServer, type TestServer } from '../test-server.fixture.ts'
import {
  type Owner,
  passwordFor,
  postRecovered,
  proofBy,
  putPassword,
  putRecovery,
  recoveryFor,
  tryProof,
} from '../test-ways.fixture.ts'

const newPassword = 'quite another password'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.close())

type Known = Owner &
  Pick<Person, 'device'> & {
    readonly secret: ReturnType<typeof generateRecoverySecret>
    readonly token: string
  }

async function owner(text: string): Promise<Known> {
  const account = name(text)
  const { body, ...made } = await registrationOf(server, account)
  const session = bodyOf(
    'Session',
    await server.call('POST', '/v1/accounts/registration/finish', { json: body }),
  )
  return { account, ...made, token: session.accessToken }
}

const byCode = ({ account, secret }: Pick<Known, 'account' | 'secret'>) =>
  ({ account, way: 'recovery', key: recoverySigningKey(secret) }) as const
const byKey = ({ account, accountKey }: Known) => ({ account, way: 'key', key: accountKey }) as const

async function changePassword(one: Known, proof: string, password = newPassword): Promise<void> {
  const made = await passwordFor(server, one, { proof, password })
  expect((await putPassword(server, one, { proof, password: made })).status).toBe(204)
}

async function ownAccount({ token }: Known): Promise<Schemas['OwnAccount']> {
  return bodyOf('OwnAccount', await server.call('GET', '/v1/account', { token }))
}

async function canSignIn(one: Known, password: string): Promise<boolean> {
  return (await trySignIn(server, one.account, password)).finished.status === 200
}

describe('a new password', { timeout: 120_000 }, () => {
  it('[V-4] [V-6] holds at once, opens the same vault, and signs nobody out', async () => {
    const alice = await owner('alice')
    await changePassword(alice, await deviceToken(server, 'alice'))
    expect(await canSignIn(alice, oldPassword)).toBe(false)
    const { finished, exportKey = new Uint8Array() } = await trySignIn(server, 'alice', newPassword)
    const slot = base64urlToBytes(bodyOf('SignedIn', finished).vault.password) ?? new Uint8Array()
    expect(openRootKey(alice.account, slot, { way: 'password', exportKey })).toMatchObject({
      value: Uint8Array.from(alice.rootKey),
    })
    expect(await ownAccount(alice)).toMatchObject({ passwordChanged: server.clock.now(), recoveryChanged: 0 })
  })

  it('[V-3] is not set by a stolen session, nor by whoever has no proof', async () => {
    const bob = await owner('bob')
    const proof = await deviceToken(server, 'bob')
    const password = await passwordFor(server, bob, { proof, password: newPassword })
    for (const stolen of [bob.token, 'A'.repeat(43), '']) {
      expect(codeOf(await putPassword(server, bob, { proof: stolen, password }))).toBe('unauthenticated')
      const { recovery } = recoveryFor(bob)
      expect(codeOf(await putRecovery(server, bob, { proof: stolen, recovery }))).toBe('unauthenticated')
    }
    const request = server.call('POST', '/v1/account/password/start', {
      json: { proof: bob.token, request: '' },
    })
    expect(codeOf(await request)).toBe('unauthenticated')
    expect(await canSignIn(bob, oldPassword)).toBe(true)
  })

  it('[V-3] ends every proof of the old one', async () => {
    const carol = await owner('carol')
    const [proof, older, oldest] = [
      await deviceToken(server, 'carol'),
      await deviceToken(server, 'carol'),
      await deviceToken(server, 'carol'),
    ]
    await changePassword(carol, proof)
    const device = newDevice(carol.account, carol.accountKey)
    for (const token of [oldest, proof]) {
      expect(codeOf(await addDevice(server, token, device))).toBe('unauthenticated')
    }
    const second = await passwordFor(server, carol, { proof: older, password: 'a thief’s password' })
    expect(codeOf(await putPassword(server, carol, { proof: older, password: second }))).toBe(
      'unauthenticated',
    )
    expect(await canSignIn(carol, newPassword)).toBe(true)
  })

  it('[V-3] is refused to a last message that was made for the old one', async () => {
    const dan = await owner('dan')
    const proof = await deviceToken(server, 'dan')
    const password = await passwordFor(server, dan, { proof, password: newPassword })
    const run = await trySignInAround(dan, () => putPassword(server, dan, { proof, password }))
    expect(codeOf(run)).toBe('sign_in_failed')
  })

  it('[V-4] needs the account key’s word for just this: nobody changes it on the way', async () => {
    const erin = await owner('erin')
    const thief = { ...erin, accountKey: accountSigningKey(generateRootKey()) }
    for (const by of [thief, { ...erin, account: name('alice') }]) {
      const proof = await deviceToken(server, 'erin')
      const password = await passwordFor(server, erin, { proof, password: newPassword })
      expect(codeOf(await putPassword(server, by, { proof, password }))).toBe('forbidden')
    }
    const proof = await deviceToken(server, 'erin')
    const broken = { record: new Uint8Array(192), slot: new Uint8Array(8) }
    expect(codeOf(await putPassword(server, erin, { proof, password: broken }))).toBe('bad_request')
    expect(await canSignIn(erin, oldPassword)).toBe(true)
  })
})

/** Both halves of a sign-in with the old password, and what happens between them, done. */
async function trySignInAround(one: Known, between: () => Promise<unknown>) {
  const { account } = one
  const run = await startLogin({ account, password: oldPassword })
  const json = { account, request: bytesToBase64url(run.request) }
  const { signIn, response } = bodyOf(
    'SignInStarted',
    await server.call('POST', '/v1/sessions/start', { json }),
  )
  const done = run.finish(base64urlToBytes(response) ?? new Uint8Array())
  if (!done.ok) throw new Error(done.error.code)
  await between()
  const finish = bytesToBase64url(done.value.finish)
  return server.call('POST', '/v1/sessions/finish', { json: { signIn, finish } })
}

describe('another way than the password', { timeout: 120_000 }, () => {
  it('[V-2] answers each challenge once, within a minute', async () => {
    const frank = await owner('frank')
    const { finished, again } = await tryProof(server, byCode(frank))
    expect(bodyOf('Proved', finished)).toMatchObject({
      account: 'frank',
      vault: { recovery: expect.any(String) },
    })
    expect(codeOf(await again())).toBe('sign_in_failed')
    const late = await tryProof(server, byCode(frank), () => server.clock.advance(60_001))
    expect(codeOf(late.finished)).toBe('sign_in_failed')
  })

  it('[V-2] [A-12] treats unknown names, wrong codes and accounts without a key for theirs alike', async () => {
    const grace = await owner('grace')
    const wrong = { ...byCode(grace), key: recoverySigningKey(generateRecoverySecret()) }
    const tries = await Promise.all([
      tryProof(server, wrong),
      tryProof(server, { ...byCode(grace), account: name('nobody') }),
      tryProof(server, { ...byKey(grace), account: name('nobody') }),
      tryProof(server, { ...byKey(grace), way: 'recovery' }),
      tryProof(server, { ...byCode(grace), way: 'key' }),
    ])
    const shape = ({ text }: { text: string }) => text.replace(/[\w-]{43}/g, '…')
    expect(new Set(tries.map(({ started }) => shape(started))).size).toBe(1)
    expect(new Set(tries.map(({ finished }) => finished.text)).size).toBe(1)
    expect(tries.map(({ finished }) => codeOf(finished))).toEqual(tries.map(() => 'sign_in_failed'))
  })

  it('[V-5] the code sets a new password and a new code, and adds a device', async () => {
    const heidi = await owner('heidi')
    const proof = await proofBy(server, byCode(heidi))
    const password = await passwordFor(server, heidi, { proof, password: newPassword })
    const { secret, recovery } = recoveryFor(heidi)
    const device = newDevice(heidi.account, heidi.accountKey)
    const answer = await postRecovered(server, heidi, { proof, password, recovery, device })
    expect(bodyOf('Session', answer).account).toBe('heidi')
    const now = server.clock.now()
    const times = { passwordChanged: now, recoveryChanged: now, recovered: now }
    expect(await ownAccount(heidi)).toMatchObject(times)
    expect(await canSignIn(heidi, oldPassword)).toBe(false)
    expect(await canSignIn(heidi, newPassword)).toBe(true)
    expect(codeOf((await tryProof(server, byCode(heidi))).finished)).toBe('sign_in_failed')
    expect((await tryProof(server, byCode({ ...heidi, secret }))).finished.status).toBe(200)
    const repeated = await postRecovered(server, heidi, { proof, password, recovery, device })
    expect(codeOf(repeated)).toBe('unauthenticated')
    // nor does the code let in a device without that device's own key
    const again = await proofBy(server, byCode({ ...heidi, secret }))
    const robbed = {
      ...device,
      signaturePrivateKey: newDevice(heidi.account, heidi.accountKey).signaturePrivateKey,
    }
    const theft = { proof: again, password, recovery, device: robbed }
    expect(codeOf(await postRecovered(server, heidi, theft))).toBe('forbidden')
  })

  it('[V-3] the code is good for nothing but both, and ends with another proof of it', async () => {
    const ivan = await owner('ivan')
    const [proof, other] = [await proofBy(server, byCode(ivan)), await proofBy(server, byCode(ivan))]
    const device = newDevice(ivan.account, ivan.accountKey)
    expect(codeOf(await addDevice(server, proof, device))).toBe('unauthenticated')
    const password = await passwordFor(server, ivan, { proof, password: newPassword })
    const { recovery } = recoveryFor(ivan)
    expect(codeOf(await putPassword(server, ivan, { proof, password }))).toBe('unauthenticated')
    expect(codeOf(await putRecovery(server, ivan, { proof, recovery }))).toBe('unauthenticated')
    expect((await postRecovered(server, ivan, { proof, password, recovery, device })).status).toBe(200)
    const second = newDevice(ivan.account, ivan.accountKey)
    const late = { proof: other, password, recovery, device: second }
    expect(codeOf(await postRecovered(server, ivan, late))).toBe('unauthenticated')
  })

  it('[V-3] the account key adds a device and sets a password, and leaves the code alone', async () => {
    const judy = await owner('judy')
    const device = newDevice(judy.account, judy.accountKey)
    expect((await addDevice(server, await proofBy(server, byKey(judy)), device)).status).toBe(200)
    await changePassword(judy, await proofBy(server, byKey(judy)))
    expect(await canSignIn(judy, newPassword)).toBe(true)
    const { recovery } = recoveryFor(judy)
    const proof = await proofBy(server, byKey(judy))
    expect(codeOf(await putRecovery(server, judy, { proof, recovery }))).toBe('unauthenticated')
    expect((await tryProof(server, byCode(judy))).finished.status).toBe(200)
  })

  it('[V-4] a new code ends the old one', async () => {
    const kim = await owner('kim')
    const { secret, recovery } = recoveryFor(kim)
    const proof = await deviceToken(server, 'kim')
    expect((await putRecovery(server, kim, { proof, recovery })).status).toBe(204)
    expect(codeOf((await tryProof(server, byCode(kim))).finished)).toBe('sign_in_failed')
    expect((await tryProof(server, byCode({ ...kim, secret }))).finished.status).toBe(200)
    expect(await ownAccount(kim)).toMatchObject({ recoveryChanged: server.clock.now(), passwordChanged: 0 })
  })

  it('[V-2] [B-1] is slowed down as guesses at the password are', async () => {
    const strict = await startTestServer({ defence: { ...defaultDefence, freeTries: 3 } })
    const json = { account: 'nobody', way: 'recovery' }
    const start = () => strict.call('POST', '/v1/sessions/proofs/start', { json })
    const codes: (string | number)[] = []
    for (let guess = 0; guess < 5; guess++) codes.push((await start()).status)
    expect(codes).toEqual([200, 200, 200, 429, 429])
    expect(codeOf(await start())).toBe('rate_limited')
    await strict.close()
  })
})
