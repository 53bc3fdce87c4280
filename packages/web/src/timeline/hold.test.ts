import { describe, expect, test } from 'vitest'
import { account, conversationId, messageId } from '../testing/ids.ts'
import { afterRest, afterRows, afterScroll, end, type Hold, opening, personMoved } from './hold.ts'
import type { Row } from './rows.ts'

const nothing: Hold = { kind: 'nothing' }
const unread: Hold = { kind: 'row', key: 'unread', align: 'start' }

function row(id: number, mine = false): Row {
  const message = {
    type: 'message',
    id: messageId(id),
    conversation: conversationId(1),
    from: account('bob'),
    mine,
    at: id,
    text: '',
    state: 'read',
    reactions: [],
  } as const
  return { type: 'message', key: message.id, message, first: true, last: true }
}

describe('who scrolled', () => {
  test('nobody, when it stands where it was put, or where the browser had to take it', () => {
    expect(personMoved(800, { top: 800, end: 1000 })).toBe(0)
    expect(personMoved(800.4, { top: 800, end: 1000 })).toBe(0)
    expect(personMoved(1000, { top: 910, end: 910 })).toBe(0)
  })

  test('a person, when it stands elsewhere, also while there is less to scroll', () => {
    expect(personMoved(1000, { top: 700, end: 1000 })).toBe(-300)
    expect(personMoved(1000, { top: 700, end: 910 })).toBe(-210)
    expect(personMoved(700, { top: 720, end: 1000 })).toBe(20)
  })
})

describe('what is held', () => {
  test('opens at what was asked for, at the first unread message, or at the end', () => {
    const rows: Row[] = [row(1), { type: 'unread', key: 'unread' }, row(2)]
    expect(opening(rows, messageId(1))).toEqual({ kind: 'row', key: messageId(1), align: 'center' })
    expect(opening(rows, undefined)).toEqual(unread)
    expect(opening([row(1)], undefined)).toEqual(end)
  })

  test('going up lets go, however little; what nobody scrolled changes nothing', () => {
    for (const hold of [end, unread]) {
      expect(afterScroll(hold, -3, { top: 997, end: 1000 }, true)).toEqual(nothing)
      expect(afterScroll(hold, 0, { top: 400, end: 1000 }, true)).toEqual(hold)
    }
  })

  test('coming down takes hold of the end where it is the end, and lets go of a row elsewhere', () => {
    expect(afterScroll(nothing, 50, { top: 990, end: 1000 }, true)).toEqual(end)
    expect(afterScroll(nothing, 50, { top: 990, end: 1000 }, false)).toEqual(nothing)
    expect(afterScroll(unread, 50, { top: 500, end: 1000 }, true)).toEqual(nothing)
  })

  test('rest near the end takes hold of it, and of nothing else', () => {
    expect(afterRest(nothing, { top: 980, end: 1000 }, true)).toEqual(end)
    expect(afterRest(nothing, { top: 980, end: 1000 }, false)).toEqual(nothing)
    expect(afterRest(nothing, { top: 900, end: 1000 }, true)).toEqual(nothing)
    expect(afterRest(unread, { top: 980, end: 1000 }, true)).toEqual(unread)
  })

  test('an own new message is shown, somebody else’s and older own ones are not', () => {
    const before = row(2)
    expect(afterRows(nothing, [before, row(3, true)], before.key)).toEqual(end)
    expect(afterRows(nothing, [before, row(3)], before.key)).toEqual(nothing)
    expect(afterRows(nothing, [row(1, true)], before.key)).toEqual(nothing)
    expect(afterRows(nothing, [before, row(3, true)], undefined)).toEqual(nothing)
  })
})
