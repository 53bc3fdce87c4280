import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  accountSigningKey,
  deviceIdOf,
  generateBackupCodes,
  generateRecoverySecret,
  generateRootKey,
  newTotpSecret,
  proveDevice,
  recoverySigningKey,
} from '@sotto/crypto'
import { bytesToBase64url, decodeServerFrame, encodeClientFrame, protocolVersion } from '@sotto/wire'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import {
  answerTo,
  codeFor,
  type Known,
  owner,
  ownFactors,
  proofOf,
  putAuthenticator,
  questionIn,
  removeFactor,
  signature,
} from '../test-factors.fixture.ts'
import { addDevice, name, newDevice, password, trySignIn } from '../test-person.fixture.ts'
import { bodyOf, codeOf, startTestServer, type TestServer } from '../test-server.fixture.ts'
import { tryProof } from '../test-ways.fixture.ts'

const step = 30_000

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.close())

/** Somebody with an authenticator app. */
async function guarded(text: string) {
  const one = await owner(server, text)
  const { answer, secret, codes } = await putAuthenticator(server, one, await proofOf(server, one))
  expect(answer.status).toBe(204)
  server.clock.advance(step)
  return { one, secret, codes }
}

/** Why the gateway does not let this token in. */
function byeOf(server: TestServer, token: string): Promise<string> {
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/v1/gateway`, 'sotto.1')
  socket.on('open', () => socket.send(encodeClientFrame({ kind: 'hello', version: protocolVersion, token })))
  return new Promise((resolve, reject) => {
    socket.on('error', reject)
    socket.on('message', (data: Buffer) => {
      const frame = decodeServerFrame(Uint8Array.from(data))
      socket.terminate()
      resolve(frame.ok && frame.value.kind === 'bye' ? frame.value.code : `no bye: ${JSON.stringify(frame)}`)
    })
  })
}

/** The question after a right password. */
async function question(account: string) {
  const { finished } = await trySignIn(server, account, password)
  expect(codeOf(finished)).toBe('second_factor_required')
  return { ...questionIn(finished), text: finished.text }
}

function deviceAnswer({ account, device }: Pick<Known, 'account' | 'device'>, attempt: string) {
  const id = deviceIdOf(device.signaturePublicKey)
  const of = { account, device: id, challenge: `second factor ${attempt}` }
  return { device: id, signature: bytesToBase64url(proveDevice(of, device.signaturePrivateKey)) }
}

describe('an authenticator app', { timeout: 120_000 }, () => {
  it('[F-1] is asked for after the password is right, and nothing is told before', async () => {
    const { secret } = await guarded('alice')
    const asked = await question('alice')
    expect(asked.has).toEqual(['authenticator', 'backup'])
    expect(asked.text).not.toMatch(/vault|accountKey|proof|deviceToken/)
    const wrong = await trySignIn(server, 'alice', 'not the password')
    const nobody = await trySignIn(server, 'nobody', 'not the password')
    expect(wrong.finished.text).toBe(nobody.finished.text)
    const answered = await answerTo(server, asked.attempt, { code: codeFor(server, secret) })
    expect(bodyOf('Proved', answered)).toMatchObject({ vault: { password: expect.any(String) } })
  })

  it('[F-3] takes a code once, also of two who show it at the same moment, and none that is older', async () => {
    const { secret } = await guarded('bob')
    const [one, two] = [await question('bob'), await question('bob')]
    const code = codeFor(server, secret)
    const both = await Promise.all([
      answerTo(server, one.attempt, { code }),
      answerTo(server, two.attempt, { code }),
    ])
    expect(both.map(({ status }) => status).toSorted()).toEqual([200, 401])
    const late = await question('bob')
    const older = await answerTo(server, late.attempt, { code: codeFor(server, secret, -1) })
    expect(codeOf(older)).toBe('second_factor_wrong')
    server.clock.advance(step)
    expect((await answerTo(server, late.attempt, { code: codeFor(server, secret) })).status).toBe(200)
    // what was answered is over
    const again = await answerTo(server, late.attempt, { code: codeFor(server, secret, 1) })
    expect(codeOf(again)).toBe('sign_in_failed')
  })

  it('[F-3] forgives a clock that is half a minute off, not one that is a minute off', async () => {
    const { secret } = await guarded('carol')
    server.clock.advance(5 * step)
    for (const [ahead, status] of [
      [-2, 401],
      [2, 401],
      [-1, 200],
      [1, 200],
    ] as const) {
      const { attempt } = await question('carol')
      const spaced = codeFor(server, secret, ahead).replace(/^.../, '$& ')
      expect((await answerTo(server, attempt, { code: spaced })).status).toBe(status)
    }
  })

  it('[F-3] its code when it is added is not taken again at a sign-in', async () => {
    const one = await owner(server, 'dan')
    const { secret } = await putAuthenticator(server, one, await proofOf(server, one))
    const { attempt } = await question('dan')
    expect(codeOf(await answerTo(server, attempt, { code: codeFor(server, secret) }))).toBe(
      'second_factor_wrong',
    )
  })

  it('[F-3] guesses wait longer and longer, whoever makes them; a device of the owner does not wait', async () => {
    const { one, secret } = await guarded('erin')
    const codes: string[] = []
    for (let guess = 0; guess < 7; guess++) {
      const { attempt } = await question('erin')
      codes.push(codeOf(await answerTo(server, attempt, { code: '000000' })))
    }
    expect(codes).toEqual([...Array(5).fill('second_factor_wrong'), 'rate_limited', 'rate_limited'])
    const { attempt } = await question('erin')
    expect(codeOf(await answerTo(server, attempt, { code: codeFor(server, secret) }))).toBe('rate_limited')
    expect((await answerTo(server, attempt, deviceAnswer(one, attempt))).status).toBe(200)
    server.clock.advance(2_001)
    const late = await question('erin')
    expect((await answerTo(server, late.attempt, { code: codeFor(server, secret) })).status).toBe(200)
  })

  it('[F-1] an answer belongs to its question, for five minutes', async () => {
    const { secret } = await guarded('frank')
    const { attempt } = await question('frank')
    expect(codeOf(await answerTo(server, 'A'.repeat(43), { code: codeFor(server, secret) }))).toBe(
      'sign_in_failed',
    )
    server.clock.advance(5 * 60_000 + 1)
    expect(codeOf(await answerTo(server, attempt, { code: codeFor(server, secret) }))).toBe('sign_in_failed')
  })
})

describe('other answers', { timeout: 120_000 }, () => {
  it('[F-4] a backup code counts once, in whatever way it is typed, and a new set ends the old', async () => {
    const { one, secret, codes } = await guarded('grace')
    const [first = '', second = ''] = codes
    const { attempt } = await question('grace')
    const typed = ` ${first.toLowerCase().replace('-', ' ')}`
    expect((await answerTo(server, attempt, { code: typed })).status).toBe(200)
    expect((await ownFactors(server, one)).backupCodes).toBe(9)
    const again = await question('grace')
    expect(codeOf(await answerTo(server, again.attempt, { code: first }))).toBe('second_factor_wrong')
    const proof = await proofOf(server, one, () => ({ code: codeFor(server, secret) }))
    const fresh = generateBackupCodes()
    const json = {
      proof,
      codes: fresh,
      signature: signature(one, proof, { kind: 'new-codes', codes: fresh }),
    }
    expect((await server.call('PUT', '/v1/account/backup-codes', { json })).status).toBe(204)
    expect(codeOf(await answerTo(server, again.attempt, { code: second }))).toBe('second_factor_wrong')
    expect((await answerTo(server, again.attempt, { code: fresh[0] ?? '' })).status).toBe(200)
  })

  it('[F-2] a device of the account answers with its own key, and only for this question', async () => {
    const { one } = await guarded('heidi')
    const { attempt } = await question('heidi')
    const other = await question('heidi')
    const stranger = await owner(server, 'ivan')
    const notMine = newDevice(one.account, one.accountKey)
    const thefts = [
      deviceAnswer(one, other.attempt),
      deviceAnswer(stranger, attempt),
      deviceAnswer({ ...stranger, account: one.account }, attempt),
      deviceAnswer({ ...one, device: notMine }, attempt),
      { ...deviceAnswer(one, attempt), device: 'd_AAAAAAAAAAAAAAAAAAAAAA' },
    ]
    for (const theft of thefts) {
      expect(codeOf(await answerTo(server, attempt, theft))).toBe('second_factor_wrong')
    }
    expect((await answerTo(server, attempt, deviceAnswer(one, attempt))).status).toBe(200)
  })

  it('[F-2] what was shown stands for five minutes for the same account, and for no other', async () => {
    const { secret } = await guarded('judy')
    await guarded('kim')
    const first = await question('judy')
    const answered = await answerTo(server, first.attempt, { code: codeFor(server, secret) })
    const { pass = '' } = bodyOf('Proved', answered)
    const [second, others] = [await question('judy'), await question('kim')]
    expect(codeOf(await answerTo(server, others.attempt, { pass }))).toBe('second_factor_wrong')
    expect((await answerTo(server, second.attempt, { pass })).status).toBe(200)
    server.clock.advance(5 * 60_000)
    const late = await question('judy')
    expect(codeOf(await answerTo(server, late.attempt, { pass }))).toBe('second_factor_wrong')
  })
})

describe('changes of second factors', { timeout: 120_000 }, () => {
  it('[F-6] need a proof of the password and the account key’s word for just this', async () => {
    const lena = await owner(server, 'lena')
    const thief = { ...lena, accountKey: accountSigningKey(generateRootKey()) }
    expect(codeOf((await putAuthenticator(server, lena, lena.token)).answer)).toBe('unauthenticated')
    const proof = await proofOf(server, lena)
    expect(codeOf((await putAuthenticator(server, thief, proof)).answer)).toBe('forbidden')
    const [secret, codes] = [newTotpSecret(), generateBackupCodes()]
    const another = await proofOf(server, lena)
    const swapped = {
      proof: another,
      secret: bytesToBase64url(secret),
      code: codeFor(server, secret),
      codes: generateBackupCodes(),
      signature: signature(lena, another, { kind: 'add-authenticator', secret, codes }),
    }
    expect(codeOf(await server.call('PUT', '/v1/account/authenticator', { json: swapped }))).toBe('forbidden')
    const key = await tryProof(server, { account: lena.account, way: 'key', key: lena.accountKey })
    const byKey = bodyOf('Proved', key.finished).proof
    expect(codeOf((await putAuthenticator(server, lena, byKey)).answer)).toBe('unauthenticated')
    expect(await ownFactors(server, lena)).toMatchObject({ authenticator: false, backupCodes: 0 })
  })

  it('[F-6] a wrong code adds no authenticator, and leaves the proof for the right one', async () => {
    const mia = await owner(server, 'mia')
    const proof = await proofOf(server, mia)
    const { json, secret, answer } = await putAuthenticator(server, { ...mia, account: name('lena') }, proof)
    expect(codeOf(answer)).toBe('forbidden')
    const next = await proofOf(server, mia)
    const wrong = { ...json, proof: next, code: codeFor(server, secret, 5) }
    expect(codeOf(await server.call('PUT', '/v1/account/authenticator', { json: wrong }))).toBe(
      'second_factor_wrong',
    )
    expect((await putAuthenticator(server, mia, next)).answer.status).toBe(204)
  })

  it('[F-6] a proof that was made without a second factor ends when there is one', async () => {
    const ned = await owner(server, 'ned')
    const thiefs = await proofOf(server, ned)
    await putAuthenticator(server, ned, await proofOf(server, ned))
    const device = newDevice(ned.account, ned.accountKey)
    expect(codeOf(await addDevice(server, thiefs, device))).toBe('unauthenticated')
  })

  it('[F-5] removing the last one takes the backup codes along; the password alone is enough then', async () => {
    const { one, secret } = await guarded('olga')
    const proof = await proofOf(server, one, () => ({ code: codeFor(server, secret) }))
    expect((await removeFactor(server, one, { proof })).status).toBe(204)
    const own = await ownFactors(server, one)
    expect(own).toMatchObject({ policy: 'optional', authenticator: false, backupCodes: 0 })
    expect(own.changed).toMatchObject({ authenticatorRemoved: server.clock.now() })
    expect((await trySignIn(server, 'olga', password)).finished.status).toBe(200)
    const again = await proofOf(server, one)
    expect(codeOf(await removeFactor(server, one, { proof: again }))).toBe('not_found')
  })

  it('[F-5] the recovery code and the account key stand for it where it is optional', async () => {
    const { one } = await guarded('pat')
    const byKey = await tryProof(server, { account: one.account, way: 'key', key: one.accountKey })
    expect(byKey.finished.status).toBe(200)
    const wrong = recoverySigningKey(generateRecoverySecret())
    const byCode = await tryProof(server, { account: one.account, way: 'recovery', key: wrong })
    expect(codeOf(byCode.finished)).toBe('sign_in_failed')
  })

  it('[F-3] [F-4] neither secret nor codes stand in the database as they are', async () => {
    const { one, secret, codes } = await guarded('quinn')
    const { dataDir } = server.config
    const files = readdirSync(dataDir).filter((file) => file.startsWith('sotto.db'))
    const kept = Buffer.concat(files.map((file) => readFileSync(join(dataDir, file))))
    expect(kept.includes(Buffer.from(one.accountKey.publicKey))).toBe(true)
    expect(kept.includes(Buffer.from(secret))).toBe(false)
    expect(codes.some((code) => kept.includes(code) || kept.includes(code.replace('-', '')))).toBe(false)
    expect(server.log()).not.toContain(codes[0])
  })
})

describe('a server that wants a second factor', { timeout: 120_000 }, () => {
  let strict: TestServer
  beforeAll(async () => {
    strict = await startTestServer({ secondFactor: 'required' })
  })
  afterAll(() => strict.close())

  it('[F-10] lets an account without one do nothing but set one up', async () => {
    const rita = await owner(strict, 'rita')
    for (const path of ['/v1/devices', '/v1/people', '/v1/conversations', '/v1/blocks']) {
      expect(codeOf(await strict.call('GET', path, { token: rita.token }))).toBe('second_factor_missing')
    }
    expect(await ownFactors(strict, rita)).toMatchObject({ policy: 'required' })
    expect((await strict.call('GET', '/v1/account', { token: rita.token })).status).toBe(200)
    expect(await byeOf(strict, rita.token)).toBe('second_factor_missing')
    const { answer, secret } = await putAuthenticator(strict, rita, await proofOf(strict, rita))
    expect(answer.status).toBe(204)
    expect((await strict.call('GET', '/v1/devices', { token: rita.token })).status).toBe(200)
    strict.clock.advance(step)
    const proof = await proofOf(strict, rita, () => ({ code: codeFor(strict, secret) }))
    expect(codeOf(await removeFactor(strict, rita, { proof }))).toBe('second_factor_missing')
  })

  it('[F-5] asks for it also after the account key', async () => {
    const sam = await owner(strict, 'sam')
    const { secret } = await putAuthenticator(strict, sam, await proofOf(strict, sam))
    strict.clock.advance(step)
    const { finished } = await tryProof(strict, { account: sam.account, way: 'key', key: sam.accountKey })
    const { attempt } = questionIn(finished)
    expect((await answerTo(strict, attempt, { code: codeFor(strict, secret) })).status).toBe(200)
  })

  it('[F-10] off: none can be added', async () => {
    const without = await startTestServer({ secondFactor: 'off' })
    const tom = await owner(without, 'tom')
    const { answer } = await putAuthenticator(without, tom, await proofOf(without, tom))
    expect(codeOf(answer)).toBe('forbidden')
    await without.close()
  })
})
