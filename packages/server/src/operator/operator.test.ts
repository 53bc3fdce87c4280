import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { recoverySigningKey } from '@sotto/crypto'
import { controlFileName, type OperatorSchemas, readOperatorShape } from '@sotto/wire'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  answerTo,
  askPasskey,
  finishPasskey,
  originOf,
  putAuthenticator,
  putPasskey,
  questionIn,
} from '../test-factors.fixture.ts'
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
import { tryProof } from '../test-ways.fixture.ts'
import { askOperator } from '../testing/ask-operator.ts'
import { SoftAuthenticator } from '../testing/soft-authenticator.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.close())

async function ask<K extends keyof OperatorSchemas>(shape: K, method: string, path: string) {
  const answer = await askOperator(server.config.dataDir, method, path)
  const read = readOperatorShape(shape, answer.json)
  if (answer.status !== 200 || !read.ok) throw new Error(`${answer.status} ${JSON.stringify(answer.json)}`)
  return read.value
}

describe('the operator’s door', () => {
  it('[O-1] opens to who can read the file in the data folder, and to nobody else', async () => {
    const { dataDir } = server.config
    expect(statSync(join(dataDir, controlFileName)).mode & 0o777).toBe(0o600)
    for (const token of ['', 'A'.repeat(43), randomBytes(32).toString('base64url'), 'x']) {
      expect(await askOperator(dataDir, 'GET', '/accounts', { token })).toMatchObject({ status: 401 })
    }
    expect((await server.call('GET', '/accounts')).text).not.toContain('"accounts"')
    expect((await server.call('POST', '/accounts/anna/disable')).status).toBe(404)
    expect((await askOperator(dataDir, 'GET', '/accounts/nobody')).status).toBe(404)
    expect((await askOperator(dataDir, 'DELETE', '/accounts/..%2Fsotto.db')).status).toBe(404)
    await server.stop()
    expect(existsSync(join(dataDir, controlFileName))).toBe(false)
    await server.restart()
    expect((await askOperator(dataDir, 'GET', '/accounts')).status).toBe(200)
  })

  it('[O-1] lists accounts by the beginning of their names, page by page', async () => {
    for (const who of ['lia', 'liam', 'zoe']) await signUp(server, who)
    const { accounts } = await ask('Accounts', 'GET', '/accounts?query=li')
    expect(accounts.map((one) => one.account)).toEqual(['lia', 'liam'])
    expect(accounts[0]).toMatchObject({ devices: 1, sessions: 1 })
    expect(accounts[0]).not.toHaveProperty('disabled')
    const rest = await ask('Accounts', 'GET', '/accounts?query=li&after=lia')
    expect(rest.accounts.map((one) => one.account)).toEqual(['liam'])
  })
})

describe('an account that is disabled', () => {
  it('[O-2] is out at once and stays out by every way, and only its own person is told why', async () => {
    const { body, secret } = await registrationOf(server, name('dora'))
    await server.call('POST', '/v1/accounts/registration/finish', { json: body })
    const dora = await signIn(server, 'dora')
    const before = await trySignIn(server, 'dora', password)
    const { deviceToken } = bodyOf('SignedIn', before.finished)
    const disabled = await ask('Account', 'POST', '/accounts/dora/disable')
    expect(disabled).toMatchObject({ sessions: 0 })
    expect(disabled.disabled).toBeGreaterThan(0)
    expect(codeOf(await dora.call('GET', '/v1/devices'))).toBe('session_revoked')
    const { refreshToken } = dora.session
    const successor = randomBytes(32).toString('base64url')
    const json = { refreshToken, successor }
    expect(codeOf(await server.call('POST', '/v1/sessions/refresh', { json }))).toBe('session_revoked')
    expect(codeOf((await trySignIn(server, 'dora', password)).finished)).toBe('account_disabled')
    expect(codeOf((await trySignIn(server, 'dora', 'a wrong one')).finished)).toBe('sign_in_failed')
    const key = recoverySigningKey(secret)
    const byCode = await tryProof(server, { account: name('dora'), way: 'recovery', key })
    expect(codeOf(byCode.finished)).toBe('account_disabled')
    const late = await addDevice(server, deviceToken, newDevice(name('dora'), dora.accountKey))
    expect(codeOf(late)).toBe('unauthenticated')
    const zoe = await signIn(server, 'zoe')
    const found = bodyOf('People', await zoe.call('GET', '/v1/people?query=dor'))
    expect(found.people).toEqual([])
    await ask('Account', 'POST', '/accounts/dora/enable')
    await signIn(server, 'dora')
  })
})

describe('an account that is signed out', () => {
  it('[O-3] loses its sessions and keeps its devices, and comes back by itself', async () => {
    const emil = await signUp(server, 'emil')
    const zoe = await signIn(server, 'zoe')
    expect(await ask('Account', 'POST', '/accounts/emil/sign-out')).toMatchObject({ devices: 1, sessions: 0 })
    expect(codeOf(await emil.call('GET', '/v1/devices'))).toBe('session_revoked')
    expect((await zoe.call('GET', '/v1/devices')).status).toBe(200)
    await signIn(server, 'emil')
  })
})

describe('an account that is deleted', () => {
  it('[O-4] [KT-13] is gone from everywhere but the log, and its name is nobody’s again', async () => {
    const fritz = await signUp(server, 'fritz')
    const zoe = await signIn(server, 'zoe')
    const id = randomBytes(16).toString('base64url')
    const records = [{ id, after: 0, version: 1, bytes: 'AAEC' }]
    await fritz.call('POST', '/v1/records', { json: { records } })
    await zoe.call('PUT', '/v1/blocks/fritz')
    const told = await ask('Removed', 'DELETE', '/accounts/fritz')
    expect(told.removed).toMatchObject({ devices: 1, sessions: 1, records: 1, recordBytes: 3 })
    expect(told.kept).toContain('others_copies')
    expect((await askOperator(server.config.dataDir, 'DELETE', '/accounts/fritz')).status).toBe(404)

    expect(codeOf(await fritz.call('GET', '/v1/devices'))).toBe('session_revoked')
    expect(codeOf((await trySignIn(server, 'fritz', password)).finished)).toBe('sign_in_failed')
    const again = await registrationOf(server, name('fritz'))
    const refused = await server.call('POST', '/v1/accounts/registration/finish', { json: again.body })
    expect(codeOf(refused)).toBe('name_taken')
    const lookUp = { json: { accounts: ['fritz'], from: 0 } }
    const looked = bodyOf('LookedUp', await zoe.call('POST', '/v1/transparency/lookup', lookUp))
    expect(looked.accounts[0]?.state).toMatchObject({
      version: 2,
      accountKey: 'A'.repeat(43),
      devices: [],
      revocations: [],
    })
  })

  it('[O-2] [O-4] leaves nothing of it in the database but its name and the hashes of the log', async () => {
    const gerd = await signUp(server, 'gerd')
    const keys = [gerd.accountKey.publicKey, gerd.device.signaturePublicKey].map((key) => Buffer.from(key))
    const owner = { ...gerd, rootKey: new Uint8Array(32) }
    const by = new SoftAuthenticator()
    expect(
      (await putPasskey(server, owner, { proof: await deviceToken(server, 'gerd'), by })).answer.status,
    ).toBe(204)
    const wanted = await askPasskey(server)
    const shown = by.show(wanted, { origin: originOf(server) })
    const { finished } = await trySignIn(server, 'gerd', password)
    const passkey = { attempt: wanted.attempt, ...shown }
    const { proof } = bodyOf('Proved', await answerTo(server, questionIn(finished).attempt, { passkey }))
    expect((await putAuthenticator(server, owner, proof)).answer.status).toBe(204)
    await ask('Account', 'POST', '/accounts/gerd/disable')
    const late = await askPasskey(server)
    const refused = await finishPasskey(server, late.attempt, by.show(late, { origin: originOf(server) }))
    expect(codeOf(refused)).toBe('account_disabled')
    await ask('Removed', 'DELETE', '/accounts/gerd')
    await server.stop()
    const database = new DatabaseSync(join(server.config.dataDir, 'sotto.db'))
    const tables = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all()
    const holding = tables
      .map(({ name: table }) => String(table))
      .filter((table) => {
        const rows = database.prepare(`SELECT * FROM "${table}"`).all()
        return rows.some((row) => Object.values(row).some((value) => tells(value, 'gerd', keys)))
      })
    database.close()
    await server.restart()
    expect(holding.sort()).toEqual(['account_version', 'gone_account'])
    expect(readFileSync(join(server.config.dataDir, 'sotto.db')).includes(keys[0] ?? '')).toBe(false)
  })
})

function tells(value: unknown, account: string, keys: readonly Buffer[]): boolean {
  if (value instanceof Uint8Array) {
    const bytes = Buffer.from(value)
    return bytes.includes(account) || keys.some((key) => bytes.includes(key))
  }
  return value === account
}
