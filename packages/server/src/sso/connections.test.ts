// Accounts and identities at the provider: connected by whoever has both, and where the server requires it, no door
// without it. The provider signs for anybody, as one that was taken over would.

import { deviceIdOf, generateBackupCodes, openRootKey, proveDevice } from '@sotto/crypto'
import { bytesToBase64url, type Schemas } from '@sotto/wire'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  answerTo,
  askPasskey,
  type Known,
  owner,
  proofOf,
  putAuthenticator,
  putPasskey,
  questionIn,
} from '../test-factors.fixture.ts'
import { addDevice, name, newDevice, registrationOf, revocationOf } from '../test-person.fixture.ts'
import { bodyOf, codeOf, startTestServer, type TestServer } from '../test-server.fixture.ts'
import {
  begin,
  connect,
  disconnect,
  type FreeProvider,
  finish,
  ownConnection,
  provePassword,
  publicUrl,
  signUpWith,
  startFreeProvider,
} from '../test-sso.fixture.ts'
import { tryProof } from '../test-ways.fixture.ts'
import { askOperator } from '../testing/ask-operator.ts'
import { SoftAuthenticator } from '../testing/soft-authenticator.ts'

let free: FreeProvider
let server: TestServer
beforeAll(async () => {
  free = await startFreeProvider()
})
afterAll(() => free?.stop())
afterEach(() => server?.close())

async function start(required: boolean) {
  server = await startTestServer({ sso: { ...free.config, required }, publicUrl })
}

async function shownAs(subject: string): Promise<Schemas['SsoFinished']> {
  const { secret, address } = await begin(server)
  return bodyOf('SsoFinished', await finish(server, secret, free.answerFor(address, subject)))
}

/** Signed up through the provider. */
async function employee(text: string): Promise<Known> {
  const { ticket } = await shownAs(text)
  const { answer, ...one } = await signUpWith(server, text, ticket)
  return { ...one, token: bodyOf('Session', answer).accessToken }
}

async function enter(one: Known, ticket?: string) {
  const proved = await provePassword(server, one.account, ticket)
  if (proved.status !== 200) return proved
  const { deviceToken } = bodyOf('SignedIn', proved)
  return addDevice(server, deviceToken, newDevice(one.account, one.accountKey))
}

/** What a device of the account says in the provider's stead. */
function answerOf(one: Known, attempt: string): Schemas['SecondFactor']['answer'] {
  const device = deviceIdOf(one.device.signaturePublicKey)
  const of = { account: one.account, device, challenge: `second factor ${attempt}` }
  return { device, signature: bytesToBase64url(proveDevice(of, one.device.signaturePrivateKey)) }
}

describe('where the provider is a choice', () => {
  beforeEach(() => start(false))

  it('[SSO-3] an account that was made with a ticket is found by the identity', async () => {
    const alice = await employee('alice')
    expect((await shownAs('alice')).account).toBe('alice')
    expect((await shownAs('bob')).account).toBeUndefined()
    expect(await ownConnection(server, alice.token)).toMatchObject({
      ...{ name: 'Acme', required: false, connected: true },
      changed: { connected: expect.any(Number), disconnected: 0 },
    })
  })

  it('[SSO-3] a ticket makes one account, and is over after ten minutes', async () => {
    const { ticket } = await shownAs('alice')
    expect((await signUpWith(server, 'alice', ticket)).answer.status).toBe(200)
    expect(codeOf((await signUpWith(server, 'alice2', ticket)).answer)).toBe('sso_failed')
    const again = await shownAs('alice')
    expect(codeOf((await signUpWith(server, 'alice2', again.ticket)).answer)).toBe('sso_mismatch')
    const late = await shownAs('carol')
    server.clock.advance(10 * 60_000)
    expect(codeOf((await signUpWith(server, 'carol', late.ticket)).answer)).toBe('sso_failed')
  })

  it('[SSO-3] a ticket that a sign-up was refused with is good for another try', async () => {
    const { ticket } = await shownAs('alice')
    const { body } = await registrationOf(server, name('alice'))
    await owner(server, 'alice')
    const refused = await server.call('POST', '/v1/accounts/registration/finish', {
      json: { ...body, ticket },
    })
    expect(codeOf(refused)).toBe('name_taken')
    expect((await signUpWith(server, 'alice.b', ticket)).answer.status).toBe(200)
  })

  it('[SSO-4] nobody is kept out who has no ticket, and a ticket alone lets nobody in', async () => {
    const alice = await employee('alice')
    expect((await enter(alice)).status).toBe(200)
    const { ticket } = await shownAs('alice')
    const device = newDevice(alice.account, alice.accountKey)
    expect(codeOf(await addDevice(server, ticket, device))).toBe('unauthenticated')
  })

  it('[SSO-4] a sign-in with a ticket lets in one device, and connects an account that has no identity', async () => {
    const alice = await owner(server, 'alice')
    const { ticket } = await shownAs('alice at acme')
    const tokens: string[] = []
    for (let times = 0; times < 2; times += 1) {
      tokens.push(bodyOf('SignedIn', await provePassword(server, 'alice', ticket)).deviceToken)
    }
    const [first = '', second = ''] = tokens
    const add = (token: string) => addDevice(server, token, newDevice(alice.account, alice.accountKey))
    expect((await add(first)).status).toBe(200)
    expect((await shownAs('alice at acme')).account).toBe('alice')
    expect(codeOf(await add(second))).toBe('unauthenticated')
    expect(codeOf(await provePassword(server, 'alice', ticket))).toBe('sso_failed')
  })

  it('[SSO-4] a ticket of somebody else opens no account, with its password neither', async () => {
    const alice = await employee('alice')
    await employee('mallory')
    const { ticket } = await shownAs('mallory')
    expect(codeOf(await enter(alice, ticket))).toBe('sso_mismatch')
    const stranger = await shownAs('a new colleague')
    expect(codeOf(await enter(alice, stranger.ticket))).toBe('sso_mismatch')
    const bob = await owner(server, 'bob')
    const again = await shownAs('mallory')
    expect(codeOf(await enter(bob, again.ticket))).toBe('sso_mismatch')
    expect(await ownConnection(server, bob.token)).toMatchObject({ connected: false })
  })

  it('[SSO-4] a proof that was given for an identity is over when somebody else has it', async () => {
    const alice = await owner(server, 'alice')
    const { ticket } = await shownAs('one of them')
    const { deviceToken } = bodyOf('SignedIn', await provePassword(server, 'alice', ticket))
    const other = await shownAs('one of them')
    expect((await signUpWith(server, 'bob', other.ticket)).answer.status).toBe(200)
    const added = await addDevice(server, deviceToken, newDevice(alice.account, alice.accountKey))
    expect(codeOf(added)).toBe('unauthenticated')
  })

  it('[SSO-7] connects and disconnects under a proof of the password and the account key’s word', async () => {
    const alice = await owner(server, 'alice')
    const shown = await shownAs('alice at acme')
    const bare = await connect(server, alice, { proof: alice.token, shown })
    expect(codeOf(bare)).toBe('unauthenticated')
    const proof = await proofOf(server, alice)
    const forged = { ...shown, subject: 'somebody else' }
    expect(codeOf(await connect(server, alice, { proof, shown: forged }))).toBe('forbidden')
    const connected = await connect(server, alice, { proof: await proofOf(server, alice), shown })
    expect(connected.status).toBe(204)
    const { changed, ...state } = (await ownConnection(server, alice.token)) ?? {}
    expect(state).toMatchObject({ connected: true })
    expect(changed?.connected).toBeGreaterThan(0)
    const stolen = await disconnect(
      server,
      { ...alice, accountKey: (await owner(server, 'm')).accountKey },
      proof,
    )
    expect(codeOf(stolen)).toBe('unauthenticated')
    expect((await disconnect(server, alice, await proofOf(server, alice))).status).toBe(204)
    expect(codeOf(await disconnect(server, alice, await proofOf(server, alice)))).toBe('not_found')
    expect((await shownAs('alice at acme')).account).toBeUndefined()
  })

  it('[SSO-7] an account has one identity, and an identity one account', async () => {
    const alice = await employee('alice')
    const bob = await owner(server, 'bob')
    const taken = { proof: await proofOf(server, bob), shown: await shownAs('alice') }
    expect(codeOf(await connect(server, bob, taken))).toBe('sso_mismatch')
    const second = { proof: await proofOf(server, alice), shown: await shownAs('alice elsewhere') }
    expect(codeOf(await connect(server, alice, second))).toBe('sso_mismatch')
  })

  it('[SSO-8] provider and server together get the sealed vault, and nothing that opens it', async () => {
    const alice = await employee('alice')
    const shown = await shownAs('alice')
    const given = JSON.stringify(shown)
    expect(given).not.toContain('vault')
    const proofs = ['recovery', 'key'] as const
    for (const way of proofs) {
      const { finished } = await tryProof(server, {
        account: alice.account,
        way,
        key: (await owner(server, `x-${way}`)).accountKey,
      })
      expect(codeOf(finished)).toBe('sign_in_failed')
    }
    const slot = bodyOf('SignedIn', await provePassword(server, 'alice', shown.ticket)).vault.password
    const bytes = Buffer.from(slot, 'base64url')
    const guesses = [shown.ticket, shown.subject, shown.issuer].map((text) =>
      Buffer.from(text.padEnd(64, '.')),
    )
    for (const exportKey of guesses) {
      expect(openRootKey(alice.account, bytes, { way: 'password', exportKey }).ok).toBe(false)
    }
  })
})

describe('where the provider is required', () => {
  beforeEach(() => start(true))

  it('[SSO-5] makes no account without a ticket', async () => {
    expect(codeOf((await signUpWith(server, 'alice')).answer)).toBe('sso_required')
    expect((await employee('alice')).token).not.toBe('')
  })

  it('[SSO-5] the password alone, the recovery code or the account key get neither vault nor proof', async () => {
    const alice = await employee('alice')
    const refused = await provePassword(server, 'alice')
    expect(codeOf(refused)).toBe('sso_required')
    expect(refused.text).not.toContain('vault')
    const byKey = await tryProof(server, { account: alice.account, way: 'key', key: alice.accountKey })
    expect(codeOf(byKey.finished)).toBe('sso_required')
    const { ticket } = await shownAs('alice')
    expect((await enter(alice, ticket)).status).toBe(200)
  })

  it('[SSO-5] a device that is signed in stands in for the provider; nothing else does', async () => {
    const alice = await employee('alice')
    const mallory = await employee('mallory')
    const { attempt } = questionIn(await provePassword(server, 'alice'))
    expect(codeOf(await answerTo(server, attempt, { code: '000000' }))).toBe('second_factor_wrong')
    expect(codeOf(await answerTo(server, attempt, { pass: 'x' }))).toBe('second_factor_wrong')
    const foreign = answerOf({ ...mallory, account: alice.account }, attempt)
    expect(codeOf(await answerTo(server, attempt, foreign))).toBe('second_factor_wrong')
    const { proof } = bodyOf('Proved', await answerTo(server, attempt, answerOf(alice, attempt)))
    expect((await addDevice(server, proof, newDevice(alice.account, alice.accountKey))).status).toBe(200)
  })

  it('[SSO-5] the pass of a second factor does not stand in for the provider', async () => {
    const alice = await employee('alice')
    const proof = await proofOf(server, alice, (attempt) => answerOf(alice, attempt))
    const { codes } = await putAuthenticator(server, alice, proof)
    const { ticket } = await shownAs('alice')
    const asked = questionIn(await provePassword(server, 'alice', ticket))
    const right = await answerTo(server, asked.attempt, { code: codes[0] ?? '' })
    const { pass = '' } = bodyOf('Proved', right)
    const { attempt } = questionIn(await provePassword(server, 'alice'))
    expect(codeOf(await answerTo(server, attempt, { pass }))).toBe('second_factor_wrong')
  })

  it('[SSO-5] a device whose session is over does not: who has left comes back by nothing they have', async () => {
    const alice = await employee('alice')
    server.clock.advance(8 * 24 * 3_600_000)
    const { attempt } = questionIn(await provePassword(server, 'alice'))
    expect(codeOf(await answerTo(server, attempt, answerOf(alice, attempt)))).toBe('second_factor_wrong')
    const again = await employee('bob')
    const signedOut = await server.call('POST', '/v1/devices/revocations', {
      json: { revocation: revocationOf(again) },
    })
    expect(signedOut.status).toBe(204)
    const question = questionIn(await provePassword(server, 'bob')).attempt
    expect(codeOf(await answerTo(server, question, answerOf(again, question)))).toBe('second_factor_wrong')
  })

  it('[SSO-6] an account from before is connected by its first sign-in with a ticket', async () => {
    await server.close()
    await start(false)
    const alice = await owner(server, 'alice')
    await server.stop()
    const { dataDir, port } = server.config
    const strict = await startTestServer({
      sso: { ...free.config, required: true },
      publicUrl,
      dataDir,
      port,
    })
    const before = server
    server = strict
    expect(codeOf(await enter(alice))).toBe('sso_required')
    expect((await enter(alice, (await shownAs('alice')).ticket)).status).toBe(200)
    expect((await shownAs('alice')).account).toBe('alice')
    await strict.stop()
    await before.restart()
    server = before
  })

  it('[SSO-5] a passkey alone gets neither vault nor proof', async () => {
    const alice = await employee('alice')
    const by = new SoftAuthenticator()
    const proof = await proofOf(server, alice, (attempt) => answerOf(alice, attempt))
    const made = await putPasskey(server, alice, {
      proof,
      by,
      making: { origin: publicUrl, codes: generateBackupCodes() },
    })
    expect(made.answer.status).toBe(204)
    const show = async (more: object) => {
      const asked = await askPasskey(server)
      const json = { attempt: asked.attempt, ...by.show(asked, { origin: publicUrl }), ...more }
      return server.call('POST', '/v1/sessions/passkeys/finish', { json })
    }
    const refused = await show({})
    expect(codeOf(refused)).toBe('sso_required')
    expect(refused.text).not.toContain('vault')
    const { ticket } = await shownAs('alice')
    const { proof: deviceToken } = bodyOf('Proved', await show({ ticket }))
    const added = await addDevice(server, deviceToken, newDevice(alice.account, alice.accountKey))
    expect(added.status).toBe(200)
  })

  it('[O-5] the operator makes an account free for another identity; an account that is gone leaves none', async () => {
    const alice = await employee('alice')
    const ask = (method: string, path: string) => askOperator(server.config.dataDir, method, path)
    expect((await ask('POST', '/accounts/nobody/disconnect')).status).toBe(404)
    expect((await ask('POST', '/accounts/alice/disconnect')).status).toBe(200)
    expect(await ownConnection(server, alice.token)).toMatchObject({
      connected: false,
      changed: { disconnected: expect.any(Number) },
    })
    expect((await enter(alice, (await shownAs('alice anew')).ticket)).status).toBe(200)
    expect((await shownAs('alice')).account).toBeUndefined()
    expect((await ask('DELETE', '/accounts/alice')).status).toBe(200)
    expect((await shownAs('alice anew')).account).toBeUndefined()
  })

  it('[SSO-7] nobody disconnects', async () => {
    const alice = await employee('alice')
    const proof = await proofOf(server, alice, (attempt) => answerOf(alice, attempt))
    expect(codeOf(await disconnect(server, alice, proof))).toBe('forbidden')
  })
})
