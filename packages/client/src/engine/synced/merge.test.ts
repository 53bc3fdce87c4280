import { type AccountName, type ConversationId, conversationIdFromBytes, parseAccountName } from '@sotto/wire'
import { describe, expect, it } from 'vitest'
import { compareEntries, type Entry, type Judgement, valueOfJudgement } from './entry.ts'
import { pinAfter } from './judge.ts'
import { merge, type OwnEntry, told } from './merge.ts'

const talk = made<ConversationId>(conversationIdFromBytes(new Uint8Array(16).fill(1)))
const bob = made<AccountName>(parseAccountName('bob'))

const draft = (value: string, stamp: number, base = 0): Entry => ({
  ...{ kind: 'draft', name: talk, value, stamp, base },
})
const own = (entry: Entry, how: number = told.no): OwnEntry => ({ ...entry, told: how })
const keyNumbered = (number: number) => new Uint8Array(32).fill(number)
const judged = (number: number, more: Partial<Judgement> = {}): Judgement => ({
  ...{ key: keyNumbered(number), decided: false, declined: undefined, verifiedAt: undefined },
  ...more,
})
const key = (judgement: Judgement, stamp: number, base = 0): Entry => ({
  ...{ kind: 'key', name: bob, value: valueOfJudgement(judgement), stamp, base },
})

describe('[SY-9] two drafts', () => {
  it('that were written without knowing of each other: the later stands, the other is set aside', () => {
    expect(merge(own(draft('mine', 7, 3)), draft('theirs', 8, 3), 20)).toEqual({
      ...{ stands: 'found', aside: 'mine' },
    })
    expect(merge(own(draft('mine', 9, 3)), draft('theirs', 8, 3), 20)).toEqual({
      ...{ stands: 'own', aside: 'theirs' },
    })
  })

  it('of which one goes on from the other: the later stands alone', () => {
    expect(merge(own(draft('mine, and more', 9, 8)), draft('mine', 8, 3), 20)).toEqual({ stands: 'own' })
    expect(merge(own(draft('first', 8, 3)), draft('something else', 9, 8), 20)).toEqual({ stands: 'found' })
    expect(merge(own(draft('told', 8, 3), told.yes), draft('else', 9, 0), 20)).toEqual({ stands: 'found' })
  })

  it('of which one has the text of the other, or the same: nothing is set aside', () => {
    expect(merge(own(draft('Shall we', 7)), draft('Shall we meet?', 8), 20)).toEqual({ stands: 'found' })
    expect(merge(own(draft('same', 7)), draft('same ', 8), 20)).toEqual({ stands: 'found' })
  })

  it('of which one was emptied: what was written stays, whichever is later', () => {
    expect(merge(own(draft('', 9)), draft('written', 8), 20)).toEqual({ stands: 'found' })
    expect(merge(own(draft('written', 7)), draft('', 8), 20)).toEqual({
      stands: { ...own(draft('written', 20, 8)) },
    })
    expect(merge(own(draft('written', 9)), draft('', 8), 20)).toEqual({ stands: 'own' })
  })

  it('of one moment are told apart on every device in the same way', () => {
    const [one, other] = [draft('one', 5), draft('other', 5)]
    const here = merge(own(one), other, 20)
    const there = merge(own(other), one, 20)
    const standing = (merged: ReturnType<typeof merge>, mine: Entry, theirs: Entry) =>
      merged.stands === 'own' ? mine : theirs
    expect(standing(here, one, other)).toEqual(standing(there, other, one))
    expect(here.aside).toBe(there.aside)
  })
})

describe('[SY-4] whichever stands', () => {
  it('is the same in every order, and of keys nobody decided about the first that was seen', () => {
    const all = [
      key(judged(1), 5),
      key(judged(2), 3),
      key(judged(3), 8),
      key(judged(4, { decided: true }), 4),
      key(judged(1, { decided: true, verifiedAt: 6 }), 6),
    ]
    const greatest = (entries: readonly Entry[]) =>
      entries.reduce((one, other) => (compareEntries(one, other) > 0 ? one : other))
    for (let turn = 0; turn < all.length; turn++) {
      expect(greatest([...all.slice(turn), ...all.slice(0, turn)])).toBe(all[4])
    }
    expect(greatest(all.slice(0, 3))).toBe(all[1])
  })
})

describe('[SY-12] two keys of one account', () => {
  it('that nobody decided about: the one that the account knew stands, whatever clocks say, and the other is shown', () => {
    for (const stamp of [5, 9]) {
      expect(merge(own(key(judged(2), stamp)), key(judged(1), 7), 20)).toEqual({
        ...{ stands: 'found', offered: keyNumbered(2) },
      })
    }
    expect(merge(own(key(judged(1), 5), told.yes), key(judged(2), 9), 20)).toEqual({
      ...{ stands: 'own', offered: keyNumbered(2) },
    })
  })

  it('of which somebody chose one without knowing of the other: it stands, and the other is shown', () => {
    const chosen = judged(1, { decided: true })
    expect(merge(own(key(judged(2), 9)), key(chosen, 5), 20)).toMatchObject({ offered: keyNumbered(2) })
    expect(merge(own(key(chosen, 5, 3)), key(judged(2), 9), 20)).toMatchObject({ offered: keyNumbered(2) })
  })

  it('of which somebody chose one knowing of the other: that is that', () => {
    const chosen = judged(2, { decided: true })
    expect(merge(own(key(judged(1), 3), told.yes), key(chosen, 9, 3), 20)).toEqual({ stands: 'found' })
    expect(merge(own(key(chosen, 9, 3)), key(judged(1), 3), 20)).toEqual({ stands: 'own' })
    const declined = judged(1, { decided: true, declined: keyNumbered(2) })
    expect(merge(own(key(judged(2), 9)), key(declined, 5), 20)).toEqual({ stands: 'found' })
  })

  it('[SY-11] a mark goes with the key that it was made for, wherever another one is chosen', () => {
    const before = {
      ...{ key: keyNumbered(1), offered: keyNumbered(2), declined: undefined, gone: false },
      verified: { key: keyNumbered(1), at: 5 },
    }
    expect(pinAfter(before, judged(2, { decided: true }), true)).toEqual({
      ...{ key: keyNumbered(2), offered: undefined, declined: undefined, verified: undefined, gone: false },
    })
    expect(pinAfter(before, judged(1, { decided: true, verifiedAt: 9 }), true)).toMatchObject({
      ...{ offered: keyNumbered(2), verified: { at: 9 } },
    })
    expect(pinAfter(before, judged(1, { decided: true, declined: keyNumbered(2) }), true)).toMatchObject({
      ...{ offered: undefined, declined: keyNumbered(2), verified: undefined },
    })
  })
})

function made<T>(value: T | undefined): T {
  if (value === undefined) throw new TypeError('not a valid name')
  return value
}
