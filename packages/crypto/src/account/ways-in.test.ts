import { readFileSync } from 'node:fs'
import { err } from '@sotto/wire'
import { describe, expect, it } from 'vitest'
import { openKeyFile, type RecoverySecret, recoverySigningKey, sealKeyFile } from '../index.ts'
import { isChallengeAnswered, isWaysInSigned } from '../server.ts'
import { bytes, name, value } from './testing.ts'

const hex = (data: Uint8Array) => Buffer.from(data).toString('hex')

type Challenge = Record<'account' | 'serverKey' | 'challenge' | 'publicKey' | 'signature', string> & {
  way: 'recovery' | 'key'
}
type Ways = Record<'account' | 'proof' | 'accountKey' | 'signature', string> & {
  password?: { record: string; slot: string }
  recovery?: { key: string; slot: string }
}
type Keys = Record<'account' | 'server' | 'serverKey' | 'rootKey', string>
type Valid = {
  recoveryKeys: Record<'secret' | 'seed' | 'publicKey', string>[]
  challenges: Challenge[]
  waysIn: Ways[]
  keyFiles: (Keys & { password: string; text: string })[]
}
type Invalid = {
  challenges: (Challenge & { name: string })[]
  waysIn: (Ways & { name: string })[]
  keyFiles: { name: string; password: string; text: string; error: string }[]
}

function load<T>(file: string): T {
  const url = new URL(`../../../../spec/vectors/account/${file}`, import.meta.url)
  return JSON.parse(readFileSync(url, 'utf8')) as T
}
const valid = load<Valid>('valid.json')
const invalid = load<Invalid>('invalid.json')

function isAnswered({ account, way, serverKey, challenge, publicKey, signature }: Challenge) {
  const asked = { account: name(account), way, serverKey: bytes(serverKey), challenge: bytes(challenge) }
  return isChallengeAnswered(asked, bytes(publicKey), bytes(signature))
}

function isSigned({ account, proof, password, recovery, accountKey, signature }: Ways) {
  const ways = {
    account: name(account),
    proof,
    ...(password && { password: { record: bytes(password.record), slot: bytes(password.slot) } }),
    ...(recovery && { recovery: { key: bytes(recovery.key), slot: bytes(recovery.slot) } }),
  }
  return isWaysInSigned(ways, bytes(accountKey), bytes(signature))
}

describe('ways in, by their vectors', () => {
  it.each(valid.recoveryKeys)('[V-1] key of recovery secret $secret', ({ secret, seed, publicKey }) => {
    const key = recoverySigningKey(bytes(secret) as RecoverySecret)
    expect([hex(key.secretKey), hex(key.publicKey)]).toEqual([seed, publicKey])
  })

  it.each(valid.challenges)('[V-2] a challenge answered by way of the $way', async (challenge) => {
    expect(await isAnswered(challenge)).toBe(true)
  })

  it.each(invalid.challenges)('[V-2] not answered: $name', async (challenge) => {
    expect(await isAnswered(challenge)).toBe(false)
  })

  it.each(valid.waysIn)('[V-4] signed ways in', async (ways) => {
    expect(await isSigned(ways)).toBe(true)
  })

  it.each(invalid.waysIn)('[V-4] not signed: $name', async (ways) => {
    expect(await isSigned(ways)).toBe(false)
  })

  it.each(valid.keyFiles)('[V-8] the key file of $account', async ({ text, password, ...keys }) => {
    const opened = value(await openKeyFile(text, password))
    const { serverKey, rootKey } = opened
    expect({ ...opened, serverKey: hex(serverKey), rootKey: hex(rootKey) }).toEqual(keys)
  })

  it.each(invalid.keyFiles)('[V-8] a key file: $name', async ({ text, password, error }) => {
    const opened = await openKeyFile(text, password)
    expect(opened.ok ? opened : err(opened.error.code)).toEqual(err(error))
  })
})

describe('a key file', () => {
  const keys = {
    account: name('alice'),
    server: 'https://chat.example',
    serverKey: new Uint8Array(32).fill(1),
    rootKey: new Uint8Array(32).fill(2),
  }
  const cheap = { memory: 64, passes: 1, lanes: 1 }

  it('[V-8] is another one each time, and none holds the keys in the clear', async () => {
    const [one, two] = [
      await sealKeyFile(keys, 'a password', cheap),
      await sealKeyFile(keys, 'a password', cheap),
    ]
    expect(one).not.toBe(two)
    expect(one).not.toContain(Buffer.from(keys.rootKey).toString('base64url'))
    expect(value(await openKeyFile(two, 'a password'))).toEqual(keys)
  })

  it('[V-8] is stretched as passwords are unless told, and its lines stay short', async () => {
    const text = await sealKeyFile(keys, 'a password')
    expect(text).toContain('\nKDF: argon2id m=65536 t=3 p=4\n')
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBe(64)
    expect(value(await openKeyFile(text, 'a password')).account).toBe('alice')
  }, 120_000)
})
