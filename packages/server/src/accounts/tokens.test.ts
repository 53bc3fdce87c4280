import { describe, expect, it } from 'vitest'
import { ExpiringMap } from './expiring-map.ts'
import { randomToken, tokenHash } from './tokens.ts'

it('every token is known by its hash, and what has not the form of one by none', () => {
  const token = randomToken()
  expect(tokenHash(token)).toEqual(tokenHash(token))
  expect(tokenHash(`${token}A`)).toBeUndefined()
  expect(tokenHash('')).toBeUndefined()
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
