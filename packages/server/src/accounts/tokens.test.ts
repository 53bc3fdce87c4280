import { describe, expect, it } from 'vitest'
import { ExpiringMap } from './expiring-map.ts'
import { openSuccessor, randomToken, sealSuccessor, tokenHash } from './tokens.ts'

describe('[S-2] the successor of a refresh token', () => {
  it('is read with the token it replaces, and with no other', () => {
    const [token, successor, other] = [randomToken(), randomToken(), randomToken()]
    const sealed = sealSuccessor(token, successor)
    expect(openSuccessor(token, sealed)).toBe(successor)
    expect(openSuccessor(other, sealed)).not.toBe(successor)
    expect(Buffer.from(sealed).toString('base64url')).not.toBe(successor)
  })

  it('and every token is known by its hash', () => {
    const token = randomToken()
    expect(tokenHash(token)).toEqual(tokenHash(token))
    expect(tokenHash(`${token}A`)).toBeUndefined()
    expect(tokenHash('')).toBeUndefined()
    expect(() => sealSuccessor('short', token)).toThrow(TypeError)
  })
})

describe('what is remembered for a short while', () => {
  it('is given once, and not after its time', () => {
    let now = 0
    const map = new ExpiringMap<string>(1000, 10, () => now)
    map.set('a', 'x')
    expect([map.take('a'), map.take('a')]).toEqual(['x', undefined])
    map.set('b', 'y')
    now = 1000
    expect(map.take('b')).toBeUndefined()
  })

  it('never grows beyond its capacity, and forgets the oldest first', () => {
    let now = 0
    const map = new ExpiringMap<number>(1000, 3, () => now)
    for (let key = 0; key < 10; key++) map.set(String(key), key)
    expect(map.size).toBe(3)
    expect([map.take('6'), map.take('7')]).toEqual([undefined, 7])
    now = 2000
    map.set('later', 1)
    expect(map.size).toBe(1)
  })
})
