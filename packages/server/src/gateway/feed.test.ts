import { expect, test } from 'vitest'
import { groupId } from '../testing/test-device.ts'
import { Feed } from './feed.ts'
import { DeliveryWindow } from './window.ts'

const limits = { entries: 3, bytes: 1000 }
const start = () =>
  new Feed(
    { conversation: groupId(), cursor: 0, lastSeq: 0, ended: false, pausesAt: undefined },
    () => undefined,
  )

test('[D-7] the window closes by entries and by bytes, and one entry alone always fits', () => {
  const window = new DeliveryWindow(limits)
  expect(window.fits(1_000_000)).toBe(true)
  const feed = start()
  feed.delivered(1, 500, window)
  expect(window.fits(500)).toBe(false)
  expect(window.fits(100)).toBe(true)
  feed.delivered(2, 10, window)
  feed.delivered(3, 10, window)
  expect(window.isOpen).toBe(false)
  expect(window.fits(0)).toBe(false)
})

test('[D-6] acknowledgements are cumulative, only move forward, and never beyond what was delivered', () => {
  const window = new DeliveryWindow(limits)
  const feed = start()
  for (const seq of [1, 2, 3]) feed.delivered(seq, 100, window)
  expect(feed.acknowledge(2, window)).toBe(2)
  expect(feed.acknowledge(1, window)).toBeUndefined()
  expect(feed.acknowledge(2, window)).toBeUndefined()
  expect(feed.acknowledge(99, window)).toBe(3)
  expect(window.room).toEqual(limits)
})

test('[D-10] a gap over many entries is one entry in flight', () => {
  const window = new DeliveryWindow(limits)
  const feed = start()
  feed.delivered(1_000_000_000, 0, window)
  expect(window.room.entries).toBe(2)
  expect(feed.acknowledge(999_999_999, window)).toBe(999_999_999)
  expect(window.room.entries).toBe(2)
  expect(feed.acknowledge(1_000_000_000, window)).toBe(1_000_000_000)
  expect(window.room).toEqual(limits)
})

test('a feed that closes gives its part of the window back', () => {
  const window = new DeliveryWindow(limits)
  const feed = start()
  feed.delivered(1, 100, window)
  feed.delivered(2, 100, window)
  feed.close(window)
  expect(window.room).toEqual(limits)
})
