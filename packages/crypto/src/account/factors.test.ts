import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import {
  generateBackupCodes,
  newTotpSecret,
  parseTotpSecret,
  totpCode,
  totpSecretText,
  totpStep,
  totpUri,
} from '../index.ts'
import { type FactorChange, isFactorChangeSigned, readTypedCode } from '../server.ts'
import { bytes, name } from './testing.ts'

type Change = { kind: FactorChange['kind']; secret?: string; id?: string; slot?: string; codes?: string[] }
type Signed = Record<'account' | 'proof' | 'accountKey' | 'signature', string> & { change: Change }
type Valid = {
  factorChanges: Signed[]
  totp: { secret: string; time: number; code: string }[]
  totpUris: Record<'secret' | 'account' | 'server' | 'text' | 'uri', string>[]
  typedCodes: { typed: string; kind: string; code: string }[]
}
type Invalid = { factorChanges: (Signed & { name: string })[]; typedCodes: string[] }

function load<T>(file: string): T {
  const url = new URL(`../../../../spec/vectors/account/${file}`, import.meta.url)
  return JSON.parse(readFileSync(url, 'utf8')) as T
}
const valid = load<Valid>('valid.json')
const invalid = load<Invalid>('invalid.json')

function changeOf({ secret, id, slot, ...rest }: Change): FactorChange {
  return {
    ...rest,
    ...(secret === undefined ? {} : { secret: bytes(secret) }),
    ...(id === undefined ? {} : { id: bytes(id) }),
    ...(slot === undefined ? {} : { slot: bytes(slot) }),
  } as FactorChange
}

function isSigned({ account, proof, change, accountKey, signature }: Signed): Promise<boolean> {
  const of = { account: name(account), proof, change: changeOf(change) }
  return isFactorChangeSigned(of, bytes(accountKey), bytes(signature))
}

describe('second factors, by their vectors', () => {
  it.each(valid.factorChanges)('[F-6] a signed change: $change.kind', async (signed) => {
    expect(await isSigned(signed)).toBe(true)
  })

  it.each(invalid.factorChanges)('[F-6] not signed: $name', async (signed) => {
    expect(await isSigned(signed)).toBe(false)
  })

  it.each(valid.totp)('[F-3] RFC 6238 appendix B at $time seconds', ({ secret, time, code }) => {
    expect(totpCode(bytes(secret), totpStep(time * 1000), 8)).toBe(code)
    expect(totpCode(bytes(secret), totpStep(time * 1000))).toBe(code.slice(2))
  })

  it.each(valid.totpUris)(
    '[F-3] what an authenticator app is set up by',
    ({ secret, account, server, text, uri }) => {
      expect(totpSecretText(bytes(secret))).toBe(text)
      expect(totpUri(bytes(secret), name(account), server)).toBe(uri)
    },
  )

  it.each(valid.typedCodes)('[F-4] "$typed" is read as $code', ({ typed, kind, code }) => {
    expect(readTypedCode(typed)).toEqual({ kind, code })
  })

  it.each(invalid.typedCodes)('[F-4] "%s" is no code', (typed) => {
    expect(readTypedCode(typed)).toBeUndefined()
  })
})

describe('what is made', () => {
  it('[F-4] backup codes are ten, all different, and read as they are shown', () => {
    const codes = [...generateBackupCodes(), ...generateBackupCodes()]
    expect(new Set(codes).size).toBe(20)
    for (const code of codes) expect(readTypedCode(code)).toEqual({ kind: 'backup', code })
  })

  it('[F-3] a secret has 20 bytes, and a text that apps take, also where no group of five is whole', () => {
    expect(newTotpSecret()).toHaveLength(20)
    const secret = newTotpSecret()
    const text = totpSecretText(secret)
    expect(text).toMatch(/^[A-Z2-7]{32}$/)
    expect(parseTotpSecret(text.toLowerCase().replace(/(.{4})/g, '$1 '))).toEqual(Uint8Array.from(secret))
    for (const typed of ['', text.slice(1), `${text.slice(1)}1`])
      expect(parseTotpSecret(typed)).toBeUndefined()
    // RFC 4648 §10, without padding
    const texts = ['f', 'fo', 'foo', 'foob', 'fooba', 'foobar'].map((text) =>
      totpSecretText(Buffer.from(text)),
    )
    expect(texts).toEqual(['MY', 'MZXQ', 'MZXW6', 'MZXW6YQ', 'MZXW6YTB', 'MZXW6YTBOI'])
  })
})
