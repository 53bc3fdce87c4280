import { describe, expect, it } from 'vitest'
import { addressKey } from './addresses.ts'
import { RateLimiter } from './rates.ts'

describe('[L-2] a rate limiter', () => {
  it('allows a burst, then so many a minute, and tells how long to wait', () => {
    let now = 0
    const limiter = new RateLimiter({ perMinute: 6, burst: 2 }, () => now)
    expect([limiter.take('a'), limiter.take('a')]).toEqual([0, 0])
    expect(limiter.take('a')).toBe(10_000)
    expect(limiter.take('b')).toBe(0)
    now = 9_999
    expect(limiter.take('a')).toBeGreaterThan(0)
    now = 10_000
    expect(limiter.take('a')).toBe(0)
    now = 1_000_000
    expect([limiter.take('a'), limiter.take('a'), limiter.take('a') > 0]).toEqual([0, 0, true])
  })

  it('charges by cost, and never more than a full bucket', () => {
    let now = 0
    const limiter = new RateLimiter({ perMinute: 60, burst: 10 }, () => now)
    expect(limiter.take('a', 7)).toBe(0)
    expect(limiter.take('a', 7)).toBe(4000)
    expect(limiter.take('a', 1000)).toBe(7000)
    now = 7000
    expect(limiter.take('a', 1000)).toBe(0)
  })

  it('gives back, up to a full bucket', () => {
    const limiter = new RateLimiter({ perMinute: 1, burst: 1 }, () => 0)
    limiter.giveBack('a')
    expect([limiter.take('a'), limiter.take('a') > 0]).toEqual([0, true])
    limiter.giveBack('a')
    expect(limiter.take('a')).toBe(0)
  })

  it('takes a clock that goes back for one that stands still', () => {
    let now = 1000
    const limiter = new RateLimiter({ perMinute: 60, burst: 1 }, () => now)
    limiter.take('a')
    now = 0
    expect(limiter.take('a')).toBe(1000)
  })

  it('remembers a bounded number of keys, the last used', () => {
    const limiter = new RateLimiter({ perMinute: 1, burst: 1 }, () => 0, 100)
    for (let key = 0; key < 100; key++) limiter.take(String(key))
    limiter.take('0')
    for (let key = 100; key < 150; key++) limiter.take(String(key))
    expect(limiter.size).toBe(100)
    expect(limiter.take('0')).toBeGreaterThan(0)
    expect(limiter.take('1')).toBe(0)
  })
})

describe('[L-2] an address', () => {
  it('is an IPv4 address, or the half of an IPv6 address that a network has', () => {
    expect(addressKey('192.0.2.7')).toBe('192.0.2.7')
    expect(addressKey('::ffff:192.0.2.7')).toBe('192.0.2.7')
    expect(addressKey('2001:db8:1:2:3:4:5:6')).toBe('2001:db8:1:2::/64')
    expect(addressKey('2001:db8:1:2::99')).toBe('2001:db8:1:2::/64')
    expect(addressKey('2001:db8::1')).toBe(addressKey('2001:db8:0:0:ffff::2'))
    expect(addressKey('2001:db8::1')).not.toBe(addressKey('2001:db8:0:1::1'))
    expect(addressKey('fe80::1%eth0')).toBe(addressKey('fe80::2%eth1'))
    expect(addressKey('::1')).toBe('0:0:0:0::/64')
  })
})
