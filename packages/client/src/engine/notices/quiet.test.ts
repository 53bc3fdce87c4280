import { type AccountName, type ConversationId, parseAccountName } from '@sotto/wire'
import { describe, expect, it } from 'vitest'
import { namesAccount } from './mentioned.ts'
import { isQuietTime } from './quiet.ts'

const alice = account('alice')

function account(name: string): AccountName {
  const parsed = parseAccountName(name)
  if (parsed === undefined) throw new TypeError(name)
  return parsed
}

const at = (hour: number, minute = 0) => new Date(2026, 5, 1, hour, minute).getTime()

describe('[SY-14] it is quiet', () => {
  it('in the hours of the day that are to be, and not at the minute when they end', () => {
    const day = { quietHours: { from: 13 * 60, to: 14 * 60 + 30 } }
    expect([at(12, 59), at(13), at(14, 29), at(14, 30)].map((one) => isQuietTime(day, one))).toEqual([
      ...[false, true, true, false],
    ])
  })

  it('over midnight', () => {
    const night = { quietHours: { from: 22 * 60, to: 7 * 60 } }
    expect([at(21, 59), at(22), at(0), at(6, 59), at(7)].map((one) => isQuietTime(night, one))).toEqual([
      ...[false, true, true, true, false],
    ])
  })

  it('while nobody is to be disturbed, and no longer', () => {
    expect(isQuietTime({ quietUntil: at(12) }, at(11, 59))).toBe(true)
    expect(isQuietTime({ quietUntil: at(12) }, at(12))).toBe(false)
    expect(isQuietTime({ quietUntil: 'always' }, at(12))).toBe(true)
    expect(isQuietTime({ quietUntil: 'off', quietHours: 'off' }, at(12))).toBe(false)
    expect(isQuietTime({}, at(3))).toBe(false)
  })
})

describe('[SY-10] a message is meant for whom it names', () => {
  const talk = `c_${'A'.repeat(22)}` as ConversationId
  const named = (text: string, name = alice) => namesAccount(text, name, talk)

  it.each(['hi @alice.', '@Alice', '[@bob](sotto:user/alice)', '@everyone', `[so](sotto:room/${talk})`])(
    '%s',
    (text) => {
      expect(named(text)).toBe(true)
    },
  )

  it.each([
    'alice',
    '@alicent',
    '`@alice`',
    '[@alice](sotto:user/bob)',
    `[@everyone](sotto:room/c_${'B'.repeat(22)})`,
  ])('and not: %s', (text) => {
    expect(named(text)).toBe(false)
  })

  it('whose name has a dot, which is no sign for any letter', () => {
    expect(named('@a.b', account('a.b'))).toBe(true)
    expect(named('@axb', account('a.b'))).toBe(false)
  })
})
