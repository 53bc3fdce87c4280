import { EventEmitter } from 'node:events'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Newcomers } from './newcomers.ts'

const limits = { milliseconds: 1000, bytes: 10 }

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
})
afterEach(() => {
  vi.useRealTimers()
})

class Somebody {
  readonly told: string[] = []
  readonly source = new EventEmitter()
  readonly bye = (code: string) => this.told.push(code)
  readonly cut = (code: string) => this.told.push(`cut: ${code}`)

  sends(bytes: number): void {
    this.source.emit('data', Buffer.alloc(bytes))
  }
}

function arrive(newcomers: Newcomers): Somebody {
  const somebody = new Somebody()
  newcomers.add(somebody, somebody.source)
  return somebody
}

test('[G-2] each has its own time to say hello, also behind others who have said it', () => {
  const newcomers = new Newcomers(limits)
  const early = arrive(newcomers)
  vi.advanceTimersByTime(400)
  const silent = arrive(newcomers)
  newcomers.met(early)
  vi.advanceTimersByTime(400)
  const late = arrive(newcomers)
  vi.advanceTimersByTime(599)
  expect([early.told, silent.told, late.told]).toEqual([[], [], []])
  vi.advanceTimersByTime(1)
  expect([early.told, silent.told, late.told]).toEqual([[], ['unauthenticated'], []])
  vi.advanceTimersByTime(400)
  expect([early.told, silent.told, late.told]).toEqual([[], ['unauthenticated'], ['unauthenticated']])
})

test('[G-2] who says too much is cut off, also after the time is over; who is welcome may say more', () => {
  const newcomers = new Newcomers(limits)
  const [loud, slow, welcome] = [arrive(newcomers), arrive(newcomers), arrive(newcomers)]
  loud.sends(8)
  expect(loud.told).toEqual([])
  loud.sends(3)
  expect(loud.told).toEqual(['cut: too_large'])
  newcomers.met(welcome)
  welcome.sends(100)
  vi.advanceTimersByTime(limits.milliseconds)
  slow.sends(11)
  expect(slow.told).toEqual(['unauthenticated', 'cut: too_large'])
  expect(welcome.told).toEqual([])
})

test('[G-2] of who was welcomed nothing stays, and nothing waits when nobody is new', () => {
  const newcomers = new Newcomers(limits)
  const welcome = arrive(newcomers)
  newcomers.met(welcome)
  expect(welcome.source.listenerCount('data')).toBe(0)
  vi.advanceTimersByTime(limits.milliseconds)
  expect(vi.getTimerCount()).toBe(0)
  const cutShort = arrive(newcomers)
  newcomers.close()
  vi.advanceTimersByTime(2 * limits.milliseconds)
  expect([welcome.told, cutShort.told]).toEqual([[], []])
})
