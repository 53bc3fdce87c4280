import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  conversationIdFromBytes,
  deviceIdFromBytes,
  envelopeIdFromBytes,
  idBytes,
  messageIdFromBytes,
  parseAccountName,
  parseConversationId,
  parseDeviceId,
  parseEnvelopeId,
  parseMessageId,
} from './index.ts'

const kinds = [
  { prefix: 'd_', length: 16, parse: parseDeviceId, from: deviceIdFromBytes },
  { prefix: 'c_', length: 16, parse: parseConversationId, from: conversationIdFromBytes },
  { prefix: 'e_', length: 16, parse: parseEnvelopeId, from: envelopeIdFromBytes },
  { prefix: 'm_', length: 32, parse: parseMessageId, from: messageIdFromBytes },
]
const notText = [undefined, null, 7, {}, [], ['alice'], Symbol('a'), new String('alice')]

describe('account names', () => {
  it.each(['a', '7', 'alice', 'a.b', 'a-b', 'alice.b-c.2', 'a--b', 'a..b', 'x'.repeat(31)])(
    '[ID-1] takes %s',
    (name) => {
      expect(parseAccountName(name)).toBe(name)
    },
  )

  it.each([
    '',
    '.',
    '-a',
    'a-',
    '.a',
    'a.',
    'Alice',
    'a_b',
    'a b',
    'alice\n',
    '\nalice',
    'alice\u0000',
    '\u0430lice',
    'caf\u00e9',
    'x'.repeat(32),
    'alice@host',
  ])('[ID-1] refuses %j', (name) => {
    expect(parseAccountName(name)).toBeUndefined()
  })

  it('[ID-1] refuses what is no text', () => {
    for (const value of notText) expect(parseAccountName(value)).toBeUndefined()
  })

  it('[ID-1] nothing is an account name and an id at once', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (bytes) => {
        expect(parseAccountName(deviceIdFromBytes(bytes))).toBeUndefined()
        expect(parseAccountName(conversationIdFromBytes(bytes))).toBeUndefined()
      }),
    )
  })
})

describe.each(kinds)('ids with $prefix', ({ prefix, length, parse, from }) => {
  it('[ID-6] go from bytes to text and back', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: length, maxLength: length }), (bytes) => {
        const id = from(bytes)
        if (id === undefined) throw new Error('no id')
        expect(id.startsWith(prefix)).toBe(true)
        expect(parse(id)).toBe(id)
        expect(idBytes(id)).toEqual(bytes)
      }),
    )
  })

  it('[ID-6] have one length', () => {
    for (const wrong of [0, 1, length - 1, length + 1, 2 * length, 64]) {
      if (wrong !== length) expect(from(new Uint8Array(wrong))).toBeUndefined()
    }
  })

  it('[ID-6] refuse another prefix, another length, padding, and a second text for the same bytes', () => {
    const id = String(from(new Uint8Array(length).fill(7)))
    const body = id.slice(2)
    for (const wrong of [
      '',
      prefix,
      body,
      `x_${body}`,
      id.toUpperCase(),
      `${id}A`,
      id.slice(0, -1),
      `${id}=`,
      ` ${id}`,
    ]) {
      expect(parse(wrong)).toBeUndefined()
    }
    const zero = String(from(new Uint8Array(length)))
    expect(parse(`${zero.slice(0, -1)}B`)).toBeUndefined()
    for (const other of kinds) {
      if (other.prefix !== prefix) expect(other.parse(id)).toBeUndefined()
    }
    for (const value of notText) expect(parse(value)).toBeUndefined()
  })
})
