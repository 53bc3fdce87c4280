import { parseAccountName } from '@sotto/wire'
import { expect, test } from 'vitest'
import { InProcessBus } from '../bus/in-process-bus.ts'
import { topics } from '../bus/topics.ts'
import { BlockCache } from './block-cache.ts'

const name = (text: string) => {
  const account = parseAccountName(text)
  if (account === undefined) throw new Error('this is a name')
  return account
}

test('[L-1] one account that is asked about for ever is remembered up to a limit', () => {
  let asked = 0
  const bus = new InProcessBus()
  const ask = (_account: string, other: string) => {
    asked += 1
    return other === 'mallory'
  }
  const cache = new BlockCache(bus, ask, 100)
  const bob = name('bob')
  for (let count = 0; count < 1000; count += 1)
    expect(cache.hasBlocked(bob, name(`other${count}`))).toBe(false)
  expect(cache.size).toBeLessThanOrEqual(100)
  expect(cache.hasBlocked(bob, name('mallory'))).toBe(true)
  expect(cache.hasBlocked(bob, name('mallory'))).toBe(true)
  expect(asked).toBe(1001)
  bus.publish(topics.blocks, { account: bob })
  expect(cache.size).toBe(0)
  expect(cache.hasBlocked(bob, name('mallory'))).toBe(true)
  expect(asked).toBe(1002)
  cache.close()
})
