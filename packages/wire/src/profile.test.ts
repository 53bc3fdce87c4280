import { describe, expect, it } from 'vitest'
import {
  decodeProfile,
  decodeStatus,
  encodeCbor,
  encodeProfile,
  encodeStatus,
  isStatusEmoji,
  limits,
  type Profile,
  problemOfField,
  skeletonOf,
  tidyText,
} from './index.ts'

const jpeg = Uint8Array.of(0xff, 0xd8, 0xff, 0xe0, 1, 2, 3)
const alice: Profile = {
  ...{ name: 'Alice Liddell', title: 'Editor', about: 'Two\nlines', location: 'Oxford' },
  ...{ pronouns: 'she/her', picture: jpeg, audience: 'people' },
}

describe('what a profile says', () => {
  it('[PR-7] comes back as it was', () => {
    expect(decodeProfile(encodeProfile(alice))).toEqual({ ok: true, value: alice })
    const blank: Profile = { ...alice, name: '', picture: new Uint8Array(), audience: 'everyone' }
    expect(decodeProfile(encodeProfile(blank))).toEqual({ ok: true, value: blank })
  })

  it.each([
    ['name', 64],
    ['title', 100],
    ['about', 512],
    ['location', 100],
    ['pronouns', 40],
  ] as const)('[PR-8] %s has at most %i characters', (field, most) => {
    expect(problemOfField(field, 'é'.repeat(most))).toBeUndefined()
    expect(problemOfField(field, 'é'.repeat(most + 1))).toBe('too_long')
    expect(decodeProfile(encodeProfile({ ...alice, [field]: 'x'.repeat(most + 1) })).ok).toBe(false)
  })

  it('[PR-8] bytes are bounded too, where a character has many', () => {
    expect(problemOfField('name', '👩‍👩‍👧‍👦'.repeat(10))).toBeUndefined()
    expect(problemOfField('name', '👩‍👩‍👧‍👦'.repeat(11))).toBe('too_long')
    const large = { ...alice, picture: new Uint8Array(limits.pictureBytes + 1).fill(255) }
    expect(decodeProfile(encodeProfile(large)).ok).toBe(false)
  })

  it.each([
    ['turns what follows', 'Alice \u202egnp.exe'],
    ['isolates', 'Alice\u2066x\u2069'],
    ['has a mark for the direction', '\u200fAlice'],
    ['has a control character', 'Ali\u0007ce'],
    ['has a line break', 'Alice\nBob'],
    ['has a space that can\u2019t be seen', 'Ali\u200bce'],
    ['is filled with nothing', '\u3164'],
    ['is a joiner alone', '\u200d'],
    ['is spaces alone', '   '],
    ['begins with a space', ' Alice'],
    ['piles marks up', `A${'\u0301'.repeat(8)}lice`],
    ['hides a soft hyphen', 'Ali\u00adce'],
  ])('[PR-9] a name that %s is refused by whoever writes and whoever reads it', (_what, name) => {
    expect(problemOfField('name', name)).toBe('not_text')
    expect(decodeProfile(encodeProfile({ ...alice, name })).ok).toBe(false)
  })

  it.each(['José', 'علی', 'می‌خواهم', '山田 太郎', "O'Neill-Smith", '👩‍💻 Ada', 'Ἀριστοτέλης'])(
    '[PR-9] %s is a name',
    (name) => {
      expect(problemOfField('name', tidyText(name))).toBeUndefined()
    },
  )

  it('[PR-7] only pictures are pictures', () => {
    for (const picture of [new TextEncoder().encode('<svg onload="x"/>'), Uint8Array.of(1)]) {
      expect(decodeProfile(encodeProfile({ ...alice, picture })).ok).toBe(false)
    }
  })

  it.each([
    ['nothing', new Uint8Array()],
    ['too little', encodeCbor(['Alice'])],
    ['another form', encodeCbor([1, '', '', '', '', new Uint8Array(), 0])],
    ['an audience that there is not', encodeCbor(['', '', '', '', '', new Uint8Array(), 9])],
  ])('[PR-7] %s is malformed', (_what, bytes) => {
    expect(decodeProfile(bytes)).toMatchObject({ ok: false, error: { code: 'malformed' } })
  })

  it('[PR-9] names that can hardly be told apart have one skeleton', () => {
    for (const other of ['alice', 'АLICE', 'Αlice', 'A l i c e', 'Alíce', 'Aliсe', 'A1ice', 'Ａｌｉｃｅ']) {
      expect(skeletonOf(other)).toBe(skeletonOf('Alice'))
    }
    expect(skeletonOf('Alina')).not.toBe(skeletonOf('Alice'))
    expect(skeletonOf('🦊')).not.toBe(skeletonOf('🐻'))
  })
})

describe('what a status says', () => {
  const busy = { kind: 'busy', emoji: '🎧', text: 'Deep work', until: 1700 } as const

  it('[ST-1] comes back as it was', () => {
    expect(decodeStatus(encodeStatus(busy))).toEqual({ ok: true, value: busy })
    expect(decodeStatus(encodeCbor([77, '', '', 0]))).toMatchObject({ ok: true, value: { kind: 'none' } })
  })

  it('[ST-1] has at most 80 characters in one line, and one emoji', () => {
    expect(problemOfField('status', 'x'.repeat(81))).toBe('too_long')
    for (const wrong of [
      { text: 'x'.repeat(81) },
      { text: 'a\u202eb' },
      { emoji: 'no' },
      { emoji: '🎧🎧' },
    ]) {
      expect(decodeStatus(encodeStatus({ ...busy, ...wrong })).ok).toBe(false)
    }
    for (const one of ['', '🎧', '👩‍💻', '🇨🇭', '❤️', '1️⃣']) expect(isStatusEmoji(one)).toBe(true)
  })
})
