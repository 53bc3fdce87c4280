import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { messageIdFromBytes } from '../ids.ts'
import { limits, type Origin, parseAccountName, parseConversationId } from '../index.ts'
import { historyMessage, textMessage } from './compose.ts'
import { decodeHistoryWord, encodeHistoryWord } from './history-word.ts'
import { meaningOf } from './meaning.ts'
import { decodeMimiContent, encodeMimiContent } from './mimi-content.ts'
import { afterIn } from './origin.ts'

type Vectors = {
  readonly valid: readonly { readonly bytes: string; readonly word: object }[]
  readonly invalid: readonly { readonly what: string; readonly bytes: string }[]
}

const vectors = JSON.parse(
  readFileSync(new URL('../../../../spec/vectors/newcomers/words.json', import.meta.url), 'utf8'),
) as Vectors
const hex = (text: string) => Uint8Array.from(Buffer.from(text, 'hex'))

/** Bytes as hex, as the vectors have them. */
function plain(value: unknown): unknown {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('hex')
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, plain(one)]))
}

const origin = {
  sender: parseAccountName('alice'),
  conversation: parseConversationId(`c_${'A'.repeat(22)}`),
} as Origin
const heading = { origin, salt: new Uint8Array(16).fill(1) }

describe('words about history', () => {
  it.each(vectors.valid.map((one, at) => [at, one] as const))('[NH-4] [NH-6] [NH-9] vector %i', (_, one) => {
    const word = decodeHistoryWord(hex(one.bytes))
    if (!word.ok) throw new Error(word.error.code)
    expect(plain(word.value)).toEqual(one.word)
    expect(encodeHistoryWord(word.value)).toEqual(hex(one.bytes))
  })

  it.each(vectors.invalid.map((one) => [one.what, one] as const))('[NH-4] [NH-6] refuse %s', (_, one) => {
    expect(decodeHistoryWord(hex(one.bytes)).ok).toBe(false)
  })

  it('[NH-5] [NH-6] [NH-7] refuse an offer of more parts, or more messages in one, than are handed over at once', () => {
    const offerOf = (parts: number, count = 1) =>
      decodeHistoryWord(
        encodeHistoryWord({
          ...{
            kind: 'offer',
            ask: new Uint8Array(16),
            sealedKey: new Uint8Array(80),
            lacks: [],
            isCut: true,
          },
          parts: Array.from({ length: parts }, (_, n) => {
            const place = 20_000 * (parts - n)
            const [parcel, digest] = [new Uint8Array(32).fill(n), new Uint8Array(32)]
            return { parcel, digest, first: place - 19_999, last: place, count }
          }),
        }),
      ).ok
    const [parts, messages] = [limits.parcelsPerHandover, limits.messagesPerHandover]
    expect([offerOf(parts), offerOf(parts + 1)]).toEqual([true, false])
    expect([offerOf(1, messages), offerOf(1, messages + 1)]).toEqual([true, false])
  })

  it('[CT-13] count as the whole of a message', () => {
    const word = { kind: 'objection', ask: new Uint8Array(16), part: 3 } as const
    const read = decodeMimiContent(encodeMimiContent(historyMessage(heading, word)))
    if (!read.ok) throw new Error(read.error.code)
    expect(meaningOf(read.value)).toEqual({ kind: 'history', word })
    const { body } = read.value
    const beside = { disposition: 1, language: '', cardinality: 'multi', semantics: 'processAll' } as const
    const several = { ...read.value, body: { ...beside, parts: [body, body] } }
    const meaning = meaningOf(several)
    expect(meaning.kind === 'several' ? meaning.parts.map((one) => one.kind) : meaning).toEqual([
      'unsupported',
      'unsupported',
    ])
  })
})

describe('what an author has seen', () => {
  it('[CT-14] goes with the message, and another value is ignored', () => {
    const id = messageIdFromBytes(Uint8Array.from([1, ...new Array(31).fill(7)]))
    if (id === undefined) throw new Error('an id')
    const draft = textMessage({ ...heading, text: 'hello', after: { id, place: 12 } })
    if (!draft.ok) throw new Error('a draft')
    const read = decodeMimiContent(encodeMimiContent(draft.value))
    if (!read.ok) throw new Error(read.error.code)
    expect(afterIn(read.value)).toEqual({ id, place: 12 })
    for (const value of [12, [], [12], [0, new Uint8Array(32).fill(1)], [12, new Uint8Array(3)], [12, 'm']]) {
      const extensions = new Map([...read.value.extensions, ['sotto:after', value]])
      expect(afterIn({ ...read.value, extensions })).toBeUndefined()
    }
  })
})
