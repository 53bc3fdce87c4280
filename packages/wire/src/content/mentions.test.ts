import { describe, expect, it } from 'vitest'
import { type AccountName, type ConversationId, conversationIdFromBytes, parseAccountName } from '../ids.ts'
import { linkedMentions, mentionsIn, plainMentions } from './mentions.ts'

const [alice, bob] = ['alice', 'b.ob'].map((name) => parseAccountName(name)) as [AccountName, AccountName]
const conversation = conversationIdFromBytes(new Uint8Array(16).fill(7)) as ConversationId
const group = { conversation, members: [alice, bob], isGroup: true }
const named = (text: string) => [...mentionsIn(text).accounts]

describe('[CT-27] a text names', () => {
  it.each([
    '@alice',
    'hi @alice.',
    '(@Alice) look',
    '**@alice**',
    '@alice-',
    '[Al](sotto:user/alice)',
    'x[@b.ob](sotto:user/alice)y',
  ])('alice: %s', (text) => {
    expect(named(text)).toEqual(['alice'])
  })

  it.each([
    ...['alice', '@alicent', '@alice_b', 'x@alice', '@@alice', '\\@alice', 'https://a.example/@alice'],
    ...[
      '`@alice`',
      '``a ` @alice``',
      '```\n@alice\n```',
      '~~~\n@alice',
      '> ```\n> @alice\n> ```',
      '    @alice',
      '\t[@alice](sotto:user/alice)',
    ],
    ...[
      '`[@alice](sotto:user/alice)`',
      '[@alice](mailto:alice)',
      '[@alice](sotto:user/ALICE)',
      '[a\nb](sotto:user/alice)',
    ],
  ])('and not: %j', (text) => {
    expect(named(text)).not.toContain('alice')
  })

  it('again after code has ended', () => {
    for (const text of [
      '`x` @alice',
      '```\nx\n```\n@alice',
      '`x @alice',
      'text\n    @alice',
      '    x\ntext @alice',
    ]) {
      expect(named(text)).toEqual(['alice'])
    }
  })

  it('everybody, in the room that it names or in whichever it was said', () => {
    expect(mentionsIn('so, @everyone!').everyone).toBe(true)
    expect([...mentionsIn(`[@x](sotto:room/${conversation})`).rooms]).toEqual([conversation])
    expect(mentionsIn('@everyone2 `@everyone`').everyone).toBe(false)
  })
})

describe('[CT-27] the writer', () => {
  it('links those who are in the room, outside of code, once', () => {
    const text = 'Kudos @Alice, @b.ob and @zed, @everyone: `@alice`'
    const linked = linkedMentions(text, group)
    expect(linked).toBe(
      `Kudos [@alice](sotto:user/alice), [@b.ob](sotto:user/b.ob) and @zed, [@everyone](sotto:room/${conversation}): \`@alice\``,
    )
    expect(linkedMentions(linked, group)).toBe(linked)
    expect(plainMentions(linked)).toBe(text.replace('@Alice', '@alice'))
    expect(linkedMentions('@everyone', { ...group, isGroup: false })).toBe('@everyone')
  })

  it('a reader shows the account, whatever the label says', () => {
    expect(plainMentions('[@alice](sotto:user/b.ob) [hi](sotto:user/alice)')).toBe('@b.ob @alice')
    expect(plainMentions('`[@alice](sotto:user/b.ob)`')).toBe('`[@alice](sotto:user/b.ob)`')
  })

  it('loses nothing, whatever is written', () => {
    const signs = [
      '@alice',
      '`',
      '``',
      '```',
      '\n',
      '    ',
      '[',
      '](sotto:user/alice)',
      '\u0000',
      '> ',
      '~~~',
      ' ',
    ]
    for (const a of signs)
      for (const b of signs)
        for (const c of signs)
          for (const d of ['@alice', '`', '\n', 'x']) {
            const text = a + b + c + d
            expect(plainMentions(linkedMentions(text, group))).toBe(plainMentions(text))
          }
  })

  it('is quick with what is made to be slow', () => {
    const long = Array.from({ length: 800 }, (_, at) => '`'.repeat(1 + (at % 60))).join(' ')
    for (const text of [
      long,
      '['.repeat(30_000),
      '@a'.repeat(15_000),
      `@${'a.'.repeat(15_000)}`,
      '[@a]('.repeat(6000),
      '> '.repeat(15_000),
    ]) {
      expect(typeof linkedMentions(text, group)).toBe('string')
      mentionsIn(text)
    }
  })
})
