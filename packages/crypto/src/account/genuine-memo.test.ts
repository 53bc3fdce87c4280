import { describe, expect, it } from 'vitest'
import { GenuineMemo } from './genuine-memo.ts'

describe('the memo of genuine bytes', () => {
  /** A check that counts how often it is asked, and takes bytes that begin with 1. */
  function counted() {
    const asked: number[] = []
    const check = (bytes: Uint8Array) => async () => {
      asked.push(bytes[1] ?? -1)
      return bytes[0] === 1
    }
    return { asked, ask: (memo: GenuineMemo, bytes: Uint8Array) => memo.isGenuine(bytes, check(bytes)) }
  }

  it('[A-7] asks once for what is genuine, every time for what is not', async () => {
    const memo = new GenuineMemo(10)
    const { asked, ask } = counted()
    const good = Uint8Array.of(1, 5)
    const bad = Uint8Array.of(0, 6)
    const answers = []
    for (const bytes of [good, good.slice(), bad, bad]) answers.push(await ask(memo, bytes))
    expect(answers).toEqual([true, true, false, false])
    expect(asked).toEqual([5, 6, 6])
  })

  it('forgets the oldest when it is full', async () => {
    const memo = new GenuineMemo(2)
    const { asked, ask } = counted()
    for (const which of [1, 2, 3, 3, 2, 1]) await ask(memo, Uint8Array.of(1, which))
    expect(asked).toEqual([1, 2, 3, 1])
  })
})
