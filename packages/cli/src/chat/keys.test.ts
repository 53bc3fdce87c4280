import { describe, expect, test } from 'vitest'
import { actionOf } from './keys.ts'
import { draftOf, press } from './line-editor.ts'

const empty = draftOf('')
const written = draftOf('text')
const ctrl = (input: string) => ({ ctrl: true, input })

describe('which key does what', () => {
  test.each([
    ['an empty text', empty, 'jump', 'leave', 'jump', 'help'],
    ['the end of a text', written, 'jump', undefined, undefined, undefined],
    ['within a text', press(written, ctrl('a')), undefined, undefined, undefined, undefined],
  ])('at %s readline’s keys come first, where they have something to do', (_where, draft, ...actions) => {
    const keys = [ctrl('k'), ctrl('d'), { input: '/' }, { input: '?' }]
    expect(keys.map((key) => actionOf('write', key, draft))).toEqual(actions)
  })

  test.each([
    [{ input: '', return: true }, 'submit'],
    [{ input: '', return: true, meta: true }, 'newline'],
    [{ input: '\n' }, 'newline'],
    [{ input: '', upArrow: true, meta: true }, 'previous'],
    [{ input: 'r' }, undefined],
    [{ input: 'constructor' }, undefined],
  ])('while writing: %o', (key, action) => expect(actionOf('write', key, empty)).toBe(action))

  test('letters act on a message that is chosen, and are text in a panel', () => {
    expect(actionOf('messages', { input: 'r' }, empty)).toBe('reply')
    expect(actionOf('pick', { input: 'r' }, empty)).toBeUndefined()
    expect(actionOf('pick', { input: '/' }, empty)).toBe('close-and-write')
  })

  test('Ctrl-C ends it everywhere', () => {
    for (const mode of ['write', 'messages', 'list', 'request', 'over', 'pick', 'confirm', 'help'] as const) {
      expect(actionOf(mode, ctrl('c'), written)).toBe('leave')
    }
  })
})
