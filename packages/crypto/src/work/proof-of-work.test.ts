import { encodeCbor } from '@sotto/wire'
import { describe, expect, it } from 'vitest'
import { checkWork, mostWorkBits, newWorkChallenge, solveWork, workBits } from './proof-of-work.ts'

const key = new Uint8Array(32).fill(7)
const purpose = 'sign-in alice'
const now = 1_790_000_000
const issue = (bits = 6) => newWorkChallenge({ key, purpose, bits, expires: now + 60 })

/** As a client does it: a few tries at a time. */
function solve(challenge: Uint8Array): number {
  for (let from = 0; ; from += 100) {
    const found = solveWork(challenge, from, 100)
    if (found !== undefined) return found
  }
}

describe('[W-1] proof of work', () => {
  it('is solved by whoever tries long enough, and says how long that is', () => {
    const challenge = issue(9)
    expect(workBits(challenge)).toEqual({ ok: true, value: 9 })
    expect(checkWork(challenge, solve(challenge), { key, purpose, now })).toEqual({
      ok: true,
      value: undefined,
    })
  })

  it('costs about 2^bits tries', () => {
    const tries = Array.from({ length: 40 }, () => solve(issue(6)))
    const mean = tries.reduce((sum, one) => sum + one, 0) / tries.length
    expect(mean).toBeGreaterThan(64 / 3)
    expect(mean).toBeLessThan(64 * 3)
  })

  it('is not solved by a counter that does not fit', () => {
    const challenge = issue(12)
    const right = solve(challenge)
    const wrong = Array.from({ length: Math.min(right, 500) }, (_, at) => right - 1 - at)
    for (const counter of wrong) expect(codeOf(challenge, counter)).toBe('unsolved')
  })

  it('does not go on asking after the tries it was given', () => {
    const challenge = issue(20)
    expect(solveWork(challenge, 0, 10)).toBeUndefined()
  })

  it('counts only for what it was given out for, by who gave it out, until its end', () => {
    const challenge = issue()
    const counter = solve(challenge)
    expect(codeOf(challenge, counter, { purpose: 'sign-in bob' })).toBe('foreign')
    expect(codeOf(challenge, counter, { key: new Uint8Array(32).fill(8) })).toBe('foreign')
    expect(codeOf(challenge, counter, { now: now + 60 })).toBe('expired')
    expect(codeOf(challenge, counter, { now: now + 59 })).toBe('solved')
  })

  it('can’t be made easier or longer by who has to do it', () => {
    const nonce = new Uint8Array(16)
    const tag = new Uint8Array(32)
    const easier = encodeCbor([1, 1, now + 60, nonce, tag])
    expect(codeOf(easier, solve(easier))).toBe('foreign')
  })

  it.each([
    ['nothing', new Uint8Array()],
    ['not CBOR', new Uint8Array([0xff, 0xff])],
    ['another version', encodeCbor([2, 6, now, new Uint8Array(16), new Uint8Array(32)])],
    ['no bits', encodeCbor([1, 0, now, new Uint8Array(16), new Uint8Array(32)])],
    [
      'more bits than anybody does',
      encodeCbor([1, mostWorkBits + 1, now, new Uint8Array(16), new Uint8Array(32)]),
    ],
    ['a short nonce', encodeCbor([1, 6, now, new Uint8Array(15), new Uint8Array(32)])],
    ['a short tag', encodeCbor([1, 6, now, new Uint8Array(16), new Uint8Array(31)])],
    ['a field too many', encodeCbor([1, 6, now, new Uint8Array(16), new Uint8Array(32), 0])],
    ['a time before all time', encodeCbor([1, 6, -1, new Uint8Array(16), new Uint8Array(32)])],
  ])('is malformed: %s', (_name, challenge) => {
    expect(codeOf(challenge, 0)).toBe('malformed')
    expect(workBits(challenge).ok).toBe(false)
    expect(() => solveWork(challenge, 0, 1)).toThrow(TypeError)
  })

  it.each([-1, 0.5, Number.NaN, 2 ** 53])('is malformed with the counter %s', (counter) => {
    expect(codeOf(issue(), counter)).toBe('malformed')
  })

  it('is not given out with bits that nobody could do', () => {
    for (const bits of [0, mostWorkBits + 1, 1.5]) expect(() => issue(bits)).toThrow(RangeError)
  })
})

function codeOf(
  challenge: Uint8Array,
  counter: number,
  other: Partial<Parameters<typeof checkWork>[2]> = {},
) {
  const checked = checkWork(challenge, counter, { key, purpose, now, ...other })
  return checked.ok ? 'solved' : checked.error.code
}
