import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { bytesToBase64url } from '@sotto/wire'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { randomToken } from './accounts/tokens.ts'
import { describeError } from './log.ts'
import { keyPackageOf, password, signIn, signUp, trySignIn } from './test-person.fixture.ts'
import { startTestServer, type TestServer } from './test-server.fixture.ts'

let server: TestServer
beforeAll(async () => {
  server = await startTestServer()
})
afterAll(() => server.close())

describe('[E-2] the log', () => {
  it('says what was asked and how it went, and nothing that anybody sent', async () => {
    const alice = await signUp(server, 'alice-in-the-log')
    const second = await signIn(server, 'alice-in-the-log')
    await trySignIn(server, 'alice-in-the-log', 'a wrong password')
    const oneTime = [await keyPackageOf(second.device)]
    await second.call('PUT', '/v1/key-packages', { json: { oneTime } })
    await second.call('GET', '/v1/people?query=whom-i-look-for')
    await second.call('GET', '/v1/people/whom-i-look-at')
    await second.call('PUT', '/v1/blocks/whom-i-block')
    await server.call('GET', '/some/where?query=where-i-was')
    await server.call('POST', '/v1/sessions/start', { body: '{"account": typed-by-me', headers: json })
    await server.call('GET', '/v1/blocks', { token: 'a-token-of-mine' })
    const successor = randomToken()
    await server.call('POST', '/v1/sessions/refresh', {
      json: { refreshToken: alice.session.refreshToken, successor },
      headers: { cookie: 'a-cookie-of-mine', 'user-agent': 'my-browser' },
    })
    const log = server.log()
    expect(log).toContain('/v1/people/:account')
    const secrets = [
      ...['alice-in-the-log', 'whom-i', 'where-i-was', 'typed-by-me', 'a-token', 'a-cookie', 'my-browser'],
      ...['127.0.0.1', password, 'a wrong password', ...oneTime],
      ...[alice, second].flatMap(({ session, device, accountKey }) => [
        session.accessToken,
        session.refreshToken,
        successor,
        session.device,
        bytesToBase64url(device.credential),
        bytesToBase64url(accountKey.publicKey),
      ]),
    ]
    for (const secret of secrets) expect(log).not.toContain(secret)
    const lines = log
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>)
    const known = ['level', 'time', 'msg', 'method', 'route', 'status', 'ms', 'port']
    for (const line of lines) expect(known).toEqual(expect.arrayContaining(Object.keys(line)))
  })

  it('tells of an error its kind and place, not its text', () => {
    const error = Object.assign(new TypeError('I quote: hello'), { code: 'ERR_X' })
    const described = describeError(error)
    expect(described).toMatchObject({ kind: 'TypeError', code: 'ERR_X' })
    expect(JSON.stringify(described)).not.toContain('hello')
    expect(JSON.stringify(described)).toContain('log.test.ts')
    const multiline = new Error('first\n    at nowhere, says hello\nlast')
    expect(JSON.stringify(describeError(multiline))).not.toContain('hello')
    expect(describeError('hello')).toEqual({ kind: 'string' })
  })
})

describe('what is kept', () => {
  it('[S-1] holds no password, no token and no private key of anybody', async () => {
    const bob = await signUp(server, 'bob')
    const { accessToken, refreshToken } = bob.session
    await server.stop()
    const kept = readdirSync(server.config.dataDir).map((file) =>
      readFileSync(join(server.config.dataDir, file)),
    )
    await server.restart()
    const secrets = [
      Buffer.from(password),
      Buffer.from(accessToken),
      Buffer.from(refreshToken),
      Buffer.from(refreshToken, 'base64url'),
      Buffer.from(bob.device.signaturePrivateKey),
      Buffer.from(bob.accountKey.secretKey),
    ]
    for (const secret of secrets) expect(kept.some((file) => file.includes(secret))).toBe(false)
    expect(kept.some((file) => file.includes(Buffer.from(bob.accountKey.publicKey)))).toBe(true)
  })
})

const json = { 'content-type': 'application/json' }
