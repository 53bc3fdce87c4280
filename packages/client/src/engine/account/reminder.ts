// Asks the person, a week after a recovery code was made and then at growing intervals, for two groups of it:
// whoever can't tell has lost it while there is still time to make another.

import type { RecoverySecret } from '@sotto/crypto'
import type { Outcome } from '../../api/outcome.ts'
import { failure } from '../../errors.ts'
import type { Clock, Random } from '../../ports.ts'
import { groupsOf, type KeptCode } from './kept.ts'

const day = 24 * 3_600_000
/** From one time that the groups were right to the next; the last one goes on. */
const intervals = [7, 30, 90, 180] as const
const groupsInCode = 7
const groupsAsked = 2

type Means = { readonly clock: Clock; readonly random: Random }

export function firstReminder(means: Means, secret: RecoverySecret): KeptCode {
  return next(means, { secret, passed: 0 })
}

/** Tomorrow, for other groups: who reads them off the screen of another day has the code. */
export function postponed(means: Means, code: KeptCode): KeptCode {
  return { ...code, due: means.clock.now() + day }
}

/** `typed`: the groups asked for, in their order. */
export function checkGroups(means: Means, code: KeptCode, typed: readonly string[]): Outcome<KeptCode> {
  const all = groupsOf(code.secret)
  const isRight =
    typed.length === code.groups.length &&
    code.groups.every((group, at) => plain(typed[at] ?? '') === all[group - 1])
  if (!isRight) {
    return failure(
      'wrong_code',
      'That is not what your recovery code has there. Look at it again, group by group.',
    )
  }
  return { ok: true, value: next(means, { secret: code.secret, passed: code.passed + 1 }) }
}

/** As codes are read. */
function plain(typed: string): string {
  return typed
    .toUpperCase()
    .replace(/[\s\-\u2010-\u2015]/g, '')
    .replace(/O/g, '0')
    .replace(/[IL]/g, '1')
}

function next({ clock, random }: Means, { secret, passed }: Pick<KeptCode, 'secret' | 'passed'>): KeptCode {
  const days = intervals[Math.min(passed, intervals.length - 1)] ?? 180
  return { secret, passed, due: clock.now() + days * day, groups: pick(random) }
}

function pick(random: Random): readonly number[] {
  const order = Array.from({ length: groupsInCode }, (_, at) => at + 1)
  const chances = [...random.bytes(groupsInCode)]
  return order
    .toSorted((one, other) => (chances[one - 1] ?? 0) - (chances[other - 1] ?? 0))
    .slice(0, groupsAsked)
    .toSorted((one, other) => one - other)
}
