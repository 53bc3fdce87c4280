import { readFileSync } from 'node:fs'
import { client, ready } from '@serenity-kit/opaque'
import { bytesToBase64url, err, ok, type Result } from '@sotto/wire'
import { beforeAll, describe, expect, it } from 'vitest'
import {
  accountSigningKey,
  archiveKey,
  checkSafetyCode,
  directConversationId,
  type ExpectedCredential,
  formatRecoveryCode,
  openRootKey,
  parseRecoveryCode,
  type RecoverySecret,
  safetyCode,
  safetyNumber,
  safetyWords,
  storeKey,
  type VaultKey,
  verifyDeviceCredential,
  verifyDeviceRevocation,
} from '../index.ts'
import { finishOpaqueLogin, isRegistrationRecord, opaqueServerKey, respondToRegistration } from '../server.ts'
import { bytes, name, value } from './testing.ts'

const hex = (data: Uint8Array) => Buffer.from(data).toString('hex')
const base64url = (text: string) => bytesToBase64url(bytes(text))

type Slot = { account: string; way: VaultKey['way']; secret: string; slot: string }
type Credential = {
  account: string
  device: string
  signatureKey: string
  accountKey: string
  issuedAt: number
}
type Revocation = { account: string; device: string; accountKey: string; revokedAt: number }
type Identity = { account: string; accountKey: string }
type OpaqueRun = {
  password: string
  account: string
  server: string
  setup: string
  registration: Record<'clientState' | 'request' | 'response' | 'record', string>
  login: Record<'clientState' | 'ke1' | 'ke2' | 'serverState' | 'ke3' | 'sessionKey', string>
  exportKey: string
  serverKey: string
}
type Valid = {
  rootKeys: Record<'rootKey' | 'accountSeed' | 'accountKey' | 'archiveKey' | 'storeKey', string>[]
  recoveryCodes: { secret: string; code: string; typed: string[] }[]
  vault: (Slot & { rootKey: string })[]
  credentials: (Credential & { credential: string })[]
  revocations: (Revocation & { revocation: string })[]
  safetyNumbers: (Record<'number' | 'words' | 'codeOfA' | 'codeOfB', string> & Record<'a' | 'b', Identity>)[]
  directConversations: { accounts: [string, string]; conversation: string }[]
  opaque: OpaqueRun[]
}
type Invalid = {
  vault: (Slot & { name: string; error: string })[]
  credentials: { name: string; credential: string; expected: Record<string, string>; error: string }[]
  revocations: { name: string; revocation: string; expected: Record<string, string>; error: string }[]
  recoveryCodes: { typed: string; reason: string }[]
  safetyCodes: (Record<'name' | 'code', string> &
    Record<'own' | 'other', Identity> &
    Partial<Record<'verdict' | 'error', string>>)[]
}

function load<T>(file: string): T {
  const url = new URL(`../../../../spec/vectors/account/${file}`, import.meta.url)
  return JSON.parse(readFileSync(url, 'utf8')) as T
}
const valid = load<Valid>('valid.json')
const invalid = load<Invalid>('invalid.json')

function vaultKey({ way, secret }: Slot): VaultKey {
  const key = bytes(secret)
  switch (way) {
    case 'password':
      return { way, exportKey: key }
    case 'recovery':
      return { way, secret: key as RecoverySecret }
    case 'passkey':
      return { way, prf: key }
  }
}

const identity = (one: Identity) => ({ account: name(one.account), accountKey: bytes(one.accountKey) })

/** Only the code of a refusal, which is what the vectors name. */
function codeOf<T, E extends { code: string }>(result: Result<T, E>): Result<T, string> {
  return result.ok ? ok(result.value) : err(result.error.code)
}

describe('valid account vectors', () => {
  it.each(valid.rootKeys)('[A-2] keys of root key $rootKey', (keys) => {
    const root = bytes(keys.rootKey)
    const signing = accountSigningKey(root)
    expect(hex(signing.secretKey)).toBe(keys.accountSeed)
    expect(hex(signing.publicKey)).toBe(keys.accountKey)
    expect(hex(archiveKey(root))).toBe(keys.archiveKey)
    expect(hex(storeKey(root))).toBe(keys.storeKey)
  })

  it.each(valid.recoveryCodes)('[A-5] recovery code $code', ({ secret, code, typed }) => {
    for (const text of [code, ...typed]) expect(hex(value(parseRecoveryCode(text)))).toBe(secret)
    expect(formatRecoveryCode(value(parseRecoveryCode(code)))).toBe(code)
  })

  it.each(valid.vault)('[A-3] vault slot for the $way', (slot) => {
    const opened = openRootKey(name(slot.account), bytes(slot.slot), vaultKey(slot))
    expect(hex(value(opened))).toBe(slot.rootKey)
  })

  it.each(valid.credentials)('[A-6] credential of $device', async ({ credential, ...claims }) => {
    const read = value(await verifyDeviceCredential(bytes(credential)))
    const { signatureKey, accountKey } = read
    expect({ ...read, signatureKey: hex(signatureKey), accountKey: hex(accountKey) }).toEqual(claims)
  })

  it.each(valid.revocations)('[A-16] revocation of $device', async ({ revocation, ...said }) => {
    const read = value(await verifyDeviceRevocation(bytes(revocation)))
    expect({ ...read, accountKey: hex(read.accountKey) }).toEqual(said)
  })

  it.each(valid.safetyNumbers)('[A-9] [A-21] [A-22] safety number $number', (vector) => {
    const [a, b] = [identity(vector.a), identity(vector.b)]
    expect(safetyNumber(a, b).join(' ')).toBe(vector.number)
    expect(safetyWords(a, b).join(' ')).toBe(vector.words)
    expect(safetyWords(b, a).join(' ')).toBe(vector.words)
    expect([safetyCode(a, b), safetyCode(b, a)]).toEqual([vector.codeOfA, vector.codeOfB])
    expect(checkSafetyCode(vector.codeOfB, a, b)).toEqual(ok('same'))
  })

  it.each(valid.directConversations)('[ID-3] $accounts share $conversation', ({ accounts, conversation }) => {
    expect(directConversationId(name(accounts[0]), name(accounts[1]))).toBe(conversation)
  })
})

describe('invalid account vectors', () => {
  it.each(invalid.vault)('[A-4] vault slot: $name', (slot) => {
    const opened = openRootKey(name(slot.account), bytes(slot.slot), vaultKey(slot))
    expect(codeOf(opened)).toEqual(err(slot.error))
  })

  it.each(invalid.credentials)('[A-7] [A-8] credential: $name', async ({ credential, expected, error }) => {
    const { account, accountKey, signatureKey } = expected
    const known: ExpectedCredential = {
      ...(account === undefined ? {} : { account: name(account) }),
      ...(accountKey === undefined ? {} : { accountKey: bytes(accountKey) }),
      ...(signatureKey === undefined ? {} : { signatureKey: bytes(signatureKey) }),
    }
    expect(codeOf(await verifyDeviceCredential(bytes(credential), known))).toEqual(err(error))
  })

  it.each(invalid.revocations)('[A-17] [A-18] revocation: $name', async ({ revocation, expected, error }) => {
    const { account, accountKey } = expected
    const known = {
      ...(account === undefined ? {} : { account: name(account) }),
      ...(accountKey === undefined ? {} : { accountKey: bytes(accountKey) }),
    }
    expect(codeOf(await verifyDeviceRevocation(bytes(revocation), known))).toEqual(err(error))
  })

  it.each(invalid.safetyCodes)('[A-22] safety code: $name', ({ code, own, other, verdict, error }) => {
    const checked = checkSafetyCode(code, identity(own), identity(other))
    expect(codeOf(checked)).toEqual(error === undefined ? ok(verdict) : err(error))
  })

  it.each(invalid.recoveryCodes)('[A-5] mistyped code $typed', ({ typed, reason }) => {
    expect(parseRecoveryCode(typed)).toEqual(err({ code: 'mistyped', reason }))
  })
})

describe.each(valid.opaque)('a recorded OPAQUE run', (run) => {
  const { registration, login } = run
  const shared = {
    password: run.password,
    identifiers: { client: run.account, server: run.server },
    keyStretching: 'memory-constrained' as const,
  }
  beforeAll(() => ready)

  it('[A-10] replays on the client: same export key, last message and session key', () => {
    const done = client.finishLogin({
      ...shared,
      clientLoginState: base64url(login.clientState),
      loginResponse: base64url(login.ke2),
    })
    expect(done).toEqual({
      finishLoginRequest: base64url(login.ke3),
      sessionKey: base64url(login.sessionKey),
      exportKey: base64url(run.exportKey),
      serverStaticPublicKey: base64url(run.serverKey),
    })
  })

  it('[A-11] replays on the server: same response and session key', async () => {
    const setup = bytes(run.setup)
    const account = name(run.account)
    const response = value(await respondToRegistration(setup, account, bytes(registration.request)))
    expect(hex(response)).toBe(registration.response)
    expect(hex(await opaqueServerKey(setup))).toBe(run.serverKey)
    expect(await isRegistrationRecord(setup, bytes(registration.record))).toBe(true)
    const session = await finishOpaqueLogin(account, bytes(login.serverState), bytes(login.ke3))
    expect(hex(value(session))).toBe(login.sessionKey)
  })
})
