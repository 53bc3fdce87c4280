import type { Engine, Topics } from '@sotto/client'
import { describe, expect, it, vi } from 'vitest'
import { createMemoryEngine } from '../testing/memory-engine.ts'
import { emptyWorld } from '../testing/world.ts'
import { createTopicCache } from './topic-cache.ts'

const nextTask = () => new Promise((resolve) => setTimeout(resolve, 0))

function counted() {
  const engine = createMemoryEngine(emptyWorld())
  let open = 0
  const watch = vi.fn(
    <T extends keyof Topics>(
      topic: T,
      params: Topics[T]['params'],
      listener: (snapshot: Topics[T]['snapshot']) => void,
    ) => {
      open += 1
      const stop = engine.watch(topic, params, listener)
      return () => {
        open -= 1
        stop()
      }
    },
  )
  const cache = createTopicCache({ ...engine, watch } satisfies Engine)
  return { engine, cache, watch, open: () => open }
}

describe('the topic cache', () => {
  it('knows nothing before the engine has told it', () => {
    const { cache } = counted()
    expect(cache.read('session', undefined)).toBeUndefined()
    cache.subscribe('session', undefined, () => {})
    expect(cache.read('session', undefined)).toBeUndefined()
  })

  it('watches once, however many look', async () => {
    const { cache, watch } = counted()
    const first = vi.fn()
    const second = vi.fn()
    cache.subscribe('session', undefined, first)
    cache.subscribe('session', undefined, second)
    await nextTask()
    expect(watch).toHaveBeenCalledTimes(1)
    expect(first).toHaveBeenCalledTimes(1)
    expect(second).toHaveBeenCalledTimes(1)
    expect(cache.read('session', undefined)?.state).toBe('signed-in')
  })

  it('tells parameters apart', async () => {
    const { cache, watch } = counted()
    cache.subscribe('people', { query: 'a' }, () => {})
    cache.subscribe('people', { query: 'z' }, () => {})
    await nextTask()
    expect(watch).toHaveBeenCalledTimes(2)
    expect(cache.read('people', { query: 'a' })?.people).toHaveLength(1)
    expect(cache.read('people', { query: 'z' })?.people).toHaveLength(0)
  })

  it('keeps the watch when somebody comes back in the same task, and lets go when nobody does', async () => {
    const { cache, watch, open } = counted()
    const leave = cache.subscribe('blocks', undefined, () => {})
    leave()
    const leaveAgain = cache.subscribe('blocks', undefined, () => {})
    await nextTask()
    expect(watch).toHaveBeenCalledTimes(1)
    leaveAgain()
    await nextTask()
    expect(open()).toBe(0)
    expect(cache.read('blocks', undefined)).toBeUndefined()
  })

  it('works with an engine that tells at once', () => {
    const { engine } = counted()
    const hasty: Engine = {
      ...engine,
      watch: (topic, _params, listener) => {
        if (topic === 'blocks') listener([] as never)
        return () => {}
      },
    }
    const cache = createTopicCache(hasty)
    cache.subscribe('blocks', undefined, () => {})
    expect(cache.read('blocks', undefined)).toEqual([])
  })
})
