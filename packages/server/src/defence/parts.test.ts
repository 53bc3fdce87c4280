import { describe, expect, it } from 'vitest'
import { ManualClock } from '../test-server.fixture.ts'
import { defaultDefence, defenceTimes, networksOf, readDefence } from './config.ts'
import { Crowd } from './crowd.ts'
import { GrowingDelays } from './growing-delays.ts'

const minute = 60_000

describe('[B-1] delays', () => {
  const started = (free: number, capacity?: number) => {
    const clock = new ManualClock()
    return { clock, delays: new GrowingDelays(free, () => clock.now(), capacity) }
  }

  it('begin after the free tries, double, and end at a quarter of an hour', () => {
    const { clock, delays } = started(3)
    const waits: number[] = []
    for (let tries = 0; tries < 16; tries++) {
      waits.push(delays.wait('alice'))
      clock.advance(delays.wait('alice'))
      delays.count('alice')
    }
    expect(waits.map((wait) => wait / 1000)).toEqual([
      0, 0, 0, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900, 900,
    ])
  })

  it('are of one key alone, and over when the time has passed or the try was right', () => {
    const { clock, delays } = started(1)
    delays.count('alice')
    expect(delays.wait('bob')).toBe(0)
    expect(delays.wait('alice')).toBe(2000)
    clock.advance(1999)
    expect(delays.wait('alice')).toBe(1)
    clock.advance(1)
    expect(delays.wait('alice')).toBe(0)
    delays.count('alice')
    delays.forget('alice')
    expect(delays.wait('alice')).toBe(0)
  })

  it('are forgotten after a day', () => {
    const { clock, delays } = started(1)
    for (let tries = 0; tries < 20; tries++) delays.count('alice')
    clock.advance(24 * 60 * minute)
    expect(delays.wait('alice')).toBe(0)
    delays.count('alice')
    expect(delays.wait('alice')).toBe(2000)
  })

  it('take a bounded memory', () => {
    const { delays } = started(1, 100)
    for (let key = 0; key < 1000; key++) delays.count(`${key}`)
    expect(delays.size).toBe(100)
    expect(delays.wait('0')).toBe(0)
    expect(delays.wait('999')).toBe(2000)
  })
})

describe('[B-2] who was about', () => {
  const started = (capacity?: number) => {
    const clock = new ManualClock()
    return { clock, crowd: new Crowd(60 * minute, () => clock.now(), capacity) }
  }

  it('has room for the first few, and for those again and again', () => {
    const { crowd } = started()
    for (const member of ['a', 'b', 'c']) {
      expect(crowd.hasRoom('alice', member, 3)).toBe(true)
      crowd.came('alice', member)
    }
    expect(crowd.hasRoom('alice', 'd', 3)).toBe(false)
    crowd.came('alice', 'd')
    expect(['a', 'b', 'c', 'd'].map((member) => crowd.hasRoom('alice', member, 3))).toEqual([
      true,
      true,
      true,
      false,
    ])
    expect(crowd.hasRoom('bob', 'd', 3)).toBe(true)
  })

  it('forgets who has not come for as long as the window, and who turned out to belong', () => {
    const { clock, crowd } = started()
    crowd.came('alice', 'a')
    clock.advance(30 * minute)
    crowd.came('alice', 'b')
    expect(crowd.hasRoom('alice', 'c', 2)).toBe(false)
    clock.advance(30 * minute)
    expect(crowd.hasRoom('alice', 'c', 2)).toBe(true)
    crowd.came('alice', 'c')
    expect(crowd.hasRoom('alice', 'd', 2)).toBe(false)
    crowd.forget('alice', 'b')
    expect(crowd.hasRoom('alice', 'd', 2)).toBe(true)
  })

  it('counts visits, which fade', () => {
    const { clock, crowd } = started()
    for (let visits = 0; visits < 40; visits++) crowd.came('alice', 'a')
    expect(crowd.visits('alice')).toBe(40)
    clock.advance(50 * minute)
    crowd.came('alice', 'b')
    clock.advance(10 * minute)
    expect(crowd.visits('alice')).toBe(20)
    clock.advance(60 * minute)
    expect(crowd.visits('alice')).toBe(0)
  })

  it('takes a bounded memory, in keys and in members', () => {
    const { crowd } = started(100)
    for (let key = 0; key < 1000; key++) crowd.came(`${key}`, 'a')
    expect(crowd.size).toBe(100)
    for (let member = 0; member < 10_000; member++) crowd.came('alice', `${member}`)
    expect(crowd.hasRoom('alice', '9999', 1000)).toBe(true)
    expect(crowd.hasRoom('alice', '9999', 64)).toBe(false)
  })
})

describe('[L-1] the settings of the defence', () => {
  it('are the defaults with what is given in their place, from an object or its JSON', () => {
    expect(readDefence({})).toEqual(defaultDefence)
    const given = {
      challenge: 'refuse',
      freeTries: 3,
      windowMinutes: 5,
      knownNetworks: ['10.0.0.0/8', '::1'],
    }
    expect(readDefence(given)).toEqual({ ...defaultDefence, ...given })
    expect(readDefence(JSON.stringify(given))).toEqual({ ...defaultDefence, ...given })
    expect(defenceTimes(defaultDefence, 10)).toMatchObject({ addressesPerAccount: 30, freeTries: 100 })
  })

  it.each([
    [null],
    ['nonsense'],
    [[]],
    [{ challenge: 'captcha' }],
    [{ freeTries: 0 }],
    [{ freeTries: '3' }],
    [{ windowMinutes: 10_081 }],
    [{ addressesPerAccount: 1.5 }],
    [{ somethingElse: 1 }],
    [{ knownNetworks: '10.0.0.0/8' }],
    [{ knownNetworks: ['10.0.0.0/33'] }],
    [{ knownNetworks: ['10.0.0.0/8/8'] }],
    [{ knownNetworks: ['office'] }],
    [{ knownNetworks: [1] }],
  ])('are refused when they are %j', (value) => {
    expect(readDefence(value)).toBeUndefined()
  })

  it('know addresses of both families', () => {
    const networks = networksOf(['10.0.0.0/8', '192.0.2.7', '2001:db8::/32'])
    expect(networks?.check('10.200.0.1')).toBe(true)
    expect(networks?.check('11.0.0.1')).toBe(false)
    expect(networks?.check('192.0.2.7')).toBe(true)
    expect(networks?.check('192.0.2.8')).toBe(false)
    expect(networks?.check('2001:db8:1::1', 'ipv6')).toBe(true)
  })
})
