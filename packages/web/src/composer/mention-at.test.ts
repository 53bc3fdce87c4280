import { type AccountName, parseAccountName } from '@sotto/wire'
import { describe, expect, it } from 'vitest'
import { candidates, named, namingAt } from './mention-at.ts'

const account = (name: string) => parseAccountName(name) as AccountName

describe('naming somebody', () => {
  it.each([
    ['@', 1, { start: 0, written: '' }],
    ['hi @al', 6, { start: 3, written: 'al' }],
    ['hi @al there', 6, { start: 3, written: 'al' }],
    ['(@Zü', 4, { start: 1, written: 'Zü' }],
    ['a\n@b', 4, { start: 2, written: 'b' }],
  ])('%j at %i', (text, caret, naming) => {
    expect(namingAt(text, caret)).toEqual(naming)
  })

  it.each([
    ['me@al', 5],
    ['@al ', 4],
    ['@@al', 4],
    ['hi', 2],
    [`@${'a'.repeat(40)}`, 41],
  ])('and not: %j at %i', (text, caret) => {
    expect(namingAt(text, caret)).toBeUndefined()
  })

  it('finds the others by account and by what they call themselves, and everybody in a group', () => {
    const members = ['alice', 'bob', 'bea'].map(account)
    const names = [{ account: account('bob'), name: 'Zoë Quist' }]
    const found = (written: string, isGroup = true) =>
      candidates(written, { own: 'alice', members, names, isGroup }).map((one) => one.account)
    expect(found('')).toEqual(['bob', 'bea', 'everyone'])
    expect(found('b')).toEqual(['bob', 'bea'])
    expect(found('zoe')).toEqual(['bob'])
    expect(found('quis')).toEqual(['bob'])
    expect(found('ev')).toEqual(['everyone'])
    expect(found('ev', false)).toEqual([])
  })

  it('writes the account, and a space where none is', () => {
    expect(named('hi @zo', { start: 3, written: 'zo' }, 'bob')).toEqual({ text: 'hi @bob ', caret: 8 })
    expect(named('hi @zo, you', { start: 3, written: 'zo' }, 'bob')).toEqual({
      text: 'hi @bob , you',
      caret: 8,
    })
    expect(named('@z so', { start: 0, written: 'z' }, 'bob')).toEqual({ text: '@bob so', caret: 5 })
  })
})
