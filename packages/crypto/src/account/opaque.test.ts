import { client as opaque } from '@serenity-kit/opaque'
import { type AccountName, base64urlToBytes, bytesToBase64url, parseAccountName } from '@sotto/wire'
import { beforeAll, describe, expect, it } from 'vitest'
import * as client from '../index.ts'
import * as server from '../server.ts'
import { bytes, name, value } from './testing.ts'

const alice = name('alice')
const bob = name('bob')
let setup: Uint8Array
let record: Uint8Array
let exportKey: Uint8Array

function base64url(text: string): Uint8Array {
  return base64urlToBytes(text) ?? new Uint8Array(0)
}

async function signUp(account: AccountName, password: string, on = setup) {
  const run = await client.startRegistration({ account, password })
  return value(run.finish(value(await server.respondToRegistration(on, account, run.request))))
}

async function meet(account: AccountName, password: string, kept: Uint8Array | undefined) {
  const run = await client.startLogin({ account, password })
  const started = value(await server.startOpaqueLogin({ setup, account, record: kept, request: run.request }))
  return { run, ...started }
}

beforeAll(async () => {
  setup = await server.createOpaqueSetup()
  const registered = await signUp(alice, 'correct horse')
  record = registered.record
  exportKey = registered.exportKey
})

describe('sign-up and sign-in by OPAQUE', () => {
  it('[A-10] [A-11] signs in with the right password, agrees on a session key and yields the same export key', async () => {
    const { run, state, response } = await meet(alice, 'correct horse', record)
    const done = value(run.finish(response))
    expect(done.exportKey).toEqual(exportKey)
    expect(done.exportKey).toHaveLength(64)
    expect(done.serverKey).toEqual(await server.opaqueServerKey(setup))
    const session = value(await server.finishOpaqueLogin(alice, state, done.finish))
    expect(session).toEqual(done.sessionKey)
  })

  it('[A-10] takes a password that another keyboard composes differently', async () => {
    const registered = await signUp(bob, 'caf\u00e9\u00a0au lait')
    const { run, response } = await meet(bob, 'cafe\u0301 au lait', registered.record)
    expect(value(run.finish(response)).exportKey).toEqual(registered.exportKey)
  })

  it('[A-10] agrees with a client that takes names and stretching from the page', async () => {
    const written = {
      password: 'correct horse',
      identifiers: { client: 'alice', server: 'sotto' },
      keyStretching: { 'argon2id-custom': { memory: 65_536, iterations: 3, parallelism: 4 } },
    }
    const other = opaque.startRegistration(written)
    const answer = value(
      await server.respondToRegistration(setup, alice, base64url(other.registrationRequest)),
    )
    const registered = opaque.finishRegistration({
      ...written,
      clientRegistrationState: other.clientRegistrationState,
      registrationResponse: bytesToBase64url(answer),
    })
    const { run, response } = await meet(alice, 'correct horse', base64url(registered.registrationRecord))
    expect(value(run.finish(response)).exportKey).toEqual(base64url(registered.exportKey))
  })

  it('[A-11] refuses a wrong password on the client, without anything to send', async () => {
    const { run, response } = await meet(alice, 'correct horsf', record)
    expect(run.finish(response)).toEqual({ ok: false, error: { code: 'wrong_password' } })
  })

  it('[A-11] refuses a last message of another run, of another account, altered, or cut', async () => {
    const first = await meet(alice, 'correct horse', record)
    const second = await meet(alice, 'correct horse', record)
    const finish = value(first.run.finish(first.response)).finish
    const wrong = { ok: false, error: { code: 'wrong_password' } }
    expect(await server.finishOpaqueLogin(alice, second.state, finish)).toEqual(wrong)
    const flipped = finish.map((byte, at) => (at === 5 ? byte ^ 1 : byte))
    expect(await server.finishOpaqueLogin(alice, first.state, flipped)).toEqual(wrong)
    expect(await server.finishOpaqueLogin(alice, first.state, finish.subarray(1))).toEqual(wrong)
    expect(await server.finishOpaqueLogin(alice, first.state, finish)).toMatchObject({ ok: true })
  })

  it('[A-11] binds the account name: a record served under another name does not open', async () => {
    const { run, response } = await meet(bob, 'correct horse', record)
    expect(run.finish(response)).toEqual({ ok: false, error: { code: 'wrong_password' } })
  })

  it('[A-11] refuses another server that was given the record', async () => {
    const run = await client.startLogin({ account: alice, password: 'correct horse' })
    const other = await server.createOpaqueSetup()
    const started = value(
      await server.startOpaqueLogin({ setup: other, account: alice, record, request: run.request }),
    )
    expect(run.finish(started.response)).toEqual({ ok: false, error: { code: 'wrong_password' } })
  })

  it('[A-12] answers an unknown name in the same shape, and its password is wrong', async () => {
    const run = await client.startLogin({ account: alice, password: 'correct horse' })
    const start = { setup, account: alice, request: run.request }
    const known = value(await server.startOpaqueLogin({ ...start, record }))
    const unknown = value(await server.startOpaqueLogin({ ...start, record: undefined }))
    expect(unknown.response).toHaveLength(known.response.length)
    expect(unknown.state).toHaveLength(known.state.length)
    // The evaluated element depends on the name alone, so asking before and after a sign-up tells nothing.
    expect(unknown.response.subarray(0, 32)).toEqual(known.response.subarray(0, 32))
    expect(run.finish(unknown.response)).toEqual({ ok: false, error: { code: 'wrong_password' } })
  })

  it('[A-12] never lets anybody finish a run for an unknown name', async () => {
    const { run, response } = await meet(alice, 'correct horse', record)
    const { finish } = value(run.finish(response))
    const unknown = await meet(alice, 'correct horse', undefined)
    const wrong = { ok: false, error: { code: 'wrong_password' } }
    expect(await server.finishOpaqueLogin(alice, unknown.state, finish)).toEqual(wrong)
  })
})

describe('untrusted OPAQUE bytes', () => {
  const junk = [
    bytes(''),
    bytes('00'),
    new Uint8Array(32),
    new Uint8Array(96).fill(255),
    new Uint8Array(5000),
  ]

  it('[A-13] gives a typed refusal for requests that do not parse', async () => {
    for (const request of junk) {
      expect(await server.respondToRegistration(setup, alice, request)).toMatchObject({ ok: false })
      for (const kept of [record, undefined]) {
        const answer = await server.startOpaqueLogin({ setup, account: alice, record: kept, request })
        expect(answer).toMatchObject({ ok: false, error: { code: 'malformed' } })
      }
    }
  })

  it('[A-13] gives a typed refusal for answers that do not parse', async () => {
    const signingUp = await client.startRegistration({ account: alice, password: 'x' })
    const signingIn = await client.startLogin({ account: alice, password: 'x' })
    for (const response of junk) {
      expect(signingUp.finish(response)).toMatchObject({ ok: false, error: { code: 'malformed' } })
      expect(signingIn.finish(response)).toMatchObject({ ok: false, error: { code: 'malformed' } })
    }
  })

  it('[A-13] tells a usable record from one that is not', async () => {
    expect(await server.isRegistrationRecord(setup, record)).toBe(true)
    expect(await server.isRegistrationRecord(setup, record.subarray(1))).toBe(false)
    expect(await server.isRegistrationRecord(setup, new Uint8Array(192))).toBe(false)
    expect(await server.isRegistrationRecord(setup, new Uint8Array(192).fill(255))).toBe(false)
  })

  it('throws, because it is our own fault, when the kept record or setup is damaged', async () => {
    const { request } = await client.startLogin({ account: alice, password: 'x' })
    const start = { setup, account: alice, record, request }
    await expect(server.startOpaqueLogin({ ...start, record: new Uint8Array(7) })).rejects.toThrow()
    await expect(server.startOpaqueLogin({ ...start, setup: new Uint8Array(7) })).rejects.toThrow()
    await expect(server.respondToRegistration(new Uint8Array(7), alice, request)).rejects.toThrow()
  })

  it('throws at an empty password, which no screen lets through', async () => {
    await expect(client.startLogin({ account: alice, password: '' })).rejects.toThrow(RangeError)
  })
})

it('names that are not account names never get this far', () => {
  expect(parseAccountName('Alice')).toBeUndefined()
})
