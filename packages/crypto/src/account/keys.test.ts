import { ok } from '@sotto/wire'
import { describe, expect, it } from 'vitest'
import {
  accountSigningKey,
  archiveKey,
  checkSafetyCode,
  erase,
  formatRecoveryCode,
  generateRecoverySecret,
  generateRootKey,
  openRootKey,
  parseRecoveryCode,
  type RecoverySecret,
  safetyCode,
  safetyNumber,
  safetyWords,
  sealRootKey,
  storeKey,
  type VaultKey,
} from '../index.ts'
import { flipped, name, value } from './testing.ts'

const alice = name('alice')
const bob = name('bob')

describe('the root key', () => {
  it('[A-1] is 32 bytes by chance', () => {
    expect(generateRootKey()).toHaveLength(32)
    expect(generateRootKey()).not.toEqual(generateRootKey())
  })

  it('[A-2] yields the same keys every time, each another', () => {
    const root = generateRootKey()
    const keys = [accountSigningKey(root).secretKey, archiveKey(root), storeKey(root), root]
    expect(new Set(keys.map(String)).size).toBe(4)
    expect(accountSigningKey(root)).toEqual(accountSigningKey(root))
    expect(archiveKey(root)).toEqual(archiveKey(root))
  })

  it('throws at a key of another length', () => {
    expect(() => accountSigningKey(new Uint8Array(31))).toThrow(RangeError)
    expect(() => sealRootKey(alice, new Uint8Array(33), recovery())).toThrow(RangeError)
  })
})

function recovery(secret: RecoverySecret = generateRecoverySecret()): VaultKey {
  return { way: 'recovery', secret }
}

function password(fill: number): VaultKey {
  return { way: 'password', exportKey: new Uint8Array(64).fill(fill) }
}

describe('the vault', () => {
  const root = generateRootKey()

  it.each([
    ['password', password(1)],
    ['recovery code', recovery()],
  ])('[A-3] opens with the %s it was sealed under', (_, key) => {
    expect(value(openRootKey(alice, sealRootKey(alice, root, key), key))).toEqual(root)
  })

  it('[A-3] seals afresh every time', () => {
    expect(sealRootKey(alice, root, password(1))).not.toEqual(sealRootKey(alice, root, password(1)))
  })

  it('[A-4] stays shut for another key', () => {
    const slot = sealRootKey(alice, root, password(1))
    expect(openRootKey(alice, slot, password(2))).toEqual({ ok: false, error: { code: 'wrong_key' } })
    const printed = sealRootKey(alice, root, recovery())
    expect(openRootKey(alice, printed, recovery())).toEqual({ ok: false, error: { code: 'wrong_key' } })
  })

  it('[A-4] stays shut when the server gives the slot of another account', () => {
    const slot = sealRootKey(bob, root, password(1))
    expect(openRootKey(alice, slot, password(1))).toEqual({ ok: false, error: { code: 'wrong_key' } })
  })

  it('[A-4] says so when the server gives the slot of another way', () => {
    const slot = sealRootKey(alice, root, recovery())
    expect(openRootKey(alice, slot, password(1))).toEqual({
      ok: false,
      error: { code: 'wrong_way', way: 'recovery' },
    })
  })

  it('[A-4] stays shut when the way is rewritten, even over the same secret bytes', () => {
    const secret = generateRecoverySecret()
    const slot = sealRootKey(alice, root, recovery(secret))
    const rewritten = slot.map((byte, at) => (at === 2 ? 1 : byte))
    const answer = openRootKey(alice, rewritten, { way: 'password', exportKey: secret })
    expect(answer).toEqual({ ok: false, error: { code: 'wrong_key' } })
  })

  it('[A-4] notices every flipped bit and every cut', () => {
    const key = password(1)
    const slot = sealRootKey(alice, root, key)
    for (let bit = 0; bit < slot.length * 8; bit++) {
      expect(openRootKey(alice, flipped(slot, bit), key).ok).toBe(false)
    }
    for (let length = 0; length < slot.length; length++) {
      expect(openRootKey(alice, slot.subarray(0, length), key)).toMatchObject({
        error: { code: 'malformed' },
      })
    }
    expect(openRootKey(alice, Uint8Array.of(...slot, 0), key)).toMatchObject({ error: { code: 'malformed' } })
  })
})

describe('the recovery code', () => {
  const secret = generateRecoverySecret()
  const code = formatRecoveryCode(secret)

  it('[A-5] is seven groups of four, without letters that look like others', () => {
    expect(code).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){6}[0-9A-HJKMNP-TV-Z]{4}$/)
    expect(value(parseRecoveryCode(code))).toEqual(secret)
  })

  it('[A-5] gives back every secret', () => {
    for (let i = 0; i < 500; i++) {
      const one = generateRecoverySecret()
      expect(value(parseRecoveryCode(formatRecoveryCode(one)))).toEqual(one)
    }
  })

  it('[A-5] may be typed as people type', () => {
    const asTyped = [
      code.toLowerCase(),
      code.replaceAll('-', ''),
      code.replaceAll('-', ' '),
      `  ${code.replaceAll('-', ' – ')}\n`,
      code.replaceAll('0', 'O').replaceAll('1', 'l'),
      code.replaceAll('0', 'o').replaceAll('1', 'I'),
    ]
    for (const typed of asTyped) expect(value(parseRecoveryCode(typed))).toEqual(secret)
  })

  it('[A-5] tells a slip from a wrong code', () => {
    const mistyped = (reason: string) => ({ ok: false, error: { code: 'mistyped', reason } })
    expect(parseRecoveryCode('')).toEqual(mistyped('length'))
    expect(parseRecoveryCode(code.slice(0, -1))).toEqual(mistyped('length'))
    expect(parseRecoveryCode(`${code}0`)).toEqual(mistyped('length'))
    expect(parseRecoveryCode(code.replace(/^./, 'U'))).toEqual(mistyped('character'))
    expect(parseRecoveryCode(code.replace(/^./, '\u0416'))).toEqual(mistyped('character'))
    expect(parseRecoveryCode(code.replace(/^./, '\u{1f600}'))).toEqual(mistyped('character'))
    const wrong = value(parseRecoveryCode(formatRecoveryCode(generateRecoverySecret())))
    const slot = sealRootKey(alice, generateRootKey(), recovery(secret))
    expect(openRootKey(alice, slot, recovery(wrong))).toMatchObject({ error: { code: 'wrong_key' } })
  })

  it('[A-5] the checksum catches a changed symbol, wherever it is', () => {
    const zero = `${'0'.repeat(24)}01SZ`
    expect(value(parseRecoveryCode(zero))).toEqual(new Uint8Array(16))
    const changed = Array.from({ length: 28 }, (_, at) => `${zero.slice(0, at)}7${zero.slice(at + 1)}`)
    for (const typed of changed)
      expect(parseRecoveryCode(typed)).toMatchObject({ error: { reason: 'checksum' } })
  })
})

describe('the safety number', () => {
  const one = { account: alice, accountKey: new Uint8Array(32).fill(1) }
  const other = { account: bob, accountKey: new Uint8Array(32).fill(2) }

  it('[A-9] is twelve groups of five digits, the same from both sides', () => {
    const number = safetyNumber(one, other)
    expect(number).toHaveLength(12)
    for (const group of number) expect(group).toMatch(/^\d{5}$/)
    expect(safetyNumber(other, one)).toEqual(number)
  })

  it('[A-9] changes with either key and either name', () => {
    const numbers = [
      safetyNumber(one, other),
      safetyNumber({ ...one, accountKey: new Uint8Array(32).fill(3) }, other),
      safetyNumber(one, { ...other, accountKey: new Uint8Array(32).fill(3) }),
      safetyNumber(one, { ...other, account: name('bob2') }),
      safetyNumber({ ...one, accountKey: other.accountKey }, { ...other, accountKey: one.accountKey }),
    ]
    expect(new Set(numbers.map(String)).size).toBe(numbers.length)
  })

  it('[A-21] is twelve words as well, which change with either key', () => {
    const words = safetyWords(one, other)
    expect(words).toHaveLength(12)
    for (const word of words) expect(word).toMatch(/^[a-z]{3,8}$/)
    expect(safetyWords(one, { ...other, accountKey: new Uint8Array(32).fill(3) })).not.toEqual(words)
  })

  it('[A-22] is a code that only the other one reads as theirs, whatever a camera made of its letters', () => {
    const shown = safetyCode(other, one)
    expect(shown).toMatch(/^[0-9A-Z:]+$/)
    expect(checkSafetyCode(` ${shown.toLowerCase()}\n`, one, other)).toEqual(ok('same'))
    expect(checkSafetyCode(shown, other, one)).toEqual(ok('own_code'))
    const standIn = { ...one, accountKey: new Uint8Array(32).fill(3) }
    expect(checkSafetyCode(safetyCode(other, standIn), one, other)).toEqual(ok('differs'))
  })
})

it('erases what it is given', () => {
  const secrets = [generateRootKey(), new Uint8Array(64).fill(7)]
  erase(...secrets)
  for (const secret of secrets) expect(secret.every((byte) => byte === 0)).toBe(true)
})
