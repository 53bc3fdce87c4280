import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  checkOrigin,
  decodeMimiContent,
  decodeStatusReport,
  deletionMessage,
  dispositions,
  encodeMimiContent,
  encodeStatusReport,
  leaveNotice,
  limits,
  type MimiContent,
  meaningOf,
  mediaTypes,
  messageIdInput,
  parseAccountName,
  parseConversationId,
  parseMediaType,
  reactionMessage,
  roomUri,
  senderUri,
  statusesPerReport,
  statusReport,
  textMessage,
} from '../index.ts'
import { anyContent, heading, messageId, origin, salt, value } from './testing.ts'

/** What the receiver gets of what the sender wrote. */
const sent = (content: MimiContent) => value(decodeMimiContent(encodeMimiContent(content)))

describe('what Sotto writes', () => {
  it('[CT-5] text arrives as it was written, with what it answers', () => {
    const draft = { ...heading, text: 'Hi **Bob**\n\n> really? \u{1f305}', inReplyTo: messageId(3) }
    const content = sent(value(textMessage(draft)))
    expect(meaningOf(content)).toEqual({ kind: 'text', format: 'markdown', text: draft.text })
    expect(content.inReplyTo).toBe(draft.inReplyTo)
    expect(content.salt).toEqual(salt)
    expect(content.body).toMatchObject({ contentType: 'text/markdown;variant=GFM-MIMI', disposition: 1 })
  })

  it('[CT-5] keeps a byte order mark that somebody typed', () => {
    const content = sent(value(textMessage({ ...heading, text: '\ufeffhi' })))
    expect(meaningOf(content)).toMatchObject({ text: '\ufeffhi' })
  })

  it('[CT-5] [L-1] refuses text over limits.textBytes, counted in UTF-8, and empty text', () => {
    const most = 'é'.repeat(limits.textBytes / 2)
    expect(textMessage({ ...heading, text: most })).toMatchObject({ ok: true })
    expect(textMessage({ ...heading, text: `${most}.` })).toMatchObject({
      ok: false,
      error: { code: 'too_large' },
    })
    expect(textMessage({ ...heading, text: '' })).toMatchObject({ ok: false, error: { code: 'bad_request' } })
  })

  it('[CT-6] an edit names what it replaces; a deletion replaces it by nothing', () => {
    const edit = sent(value(textMessage({ ...heading, text: 'better', replaces: messageId(4) })))
    expect(edit.replaces).toBe(messageId(4))
    const deletion = sent(deletionMessage({ ...heading, replaces: messageId(4) }))
    expect(deletion.replaces).toBe(messageId(4))
    expect(meaningOf(deletion)).toEqual({ kind: 'deletion' })
  })

  it('[CT-7] a reaction is short and answers a message', () => {
    const content = sent(value(reactionMessage({ ...heading, reaction: '👩🏽‍⚕️', inReplyTo: messageId(3) })))
    expect(meaningOf(content)).toEqual({ kind: 'reaction', reactions: ['👩🏽‍⚕️'] })
    expect(content.body.disposition).toBe(dispositions.reaction)
    for (const reaction of ['', 'x'.repeat(65)]) {
      expect(reactionMessage({ ...heading, reaction, inReplyTo: messageId(3) })).toMatchObject({ ok: false })
    }
  })

  it('[CT-8] expiry is relative to reading, or a time', () => {
    const expires = { relative: true, time: 60 }
    expect(sent(value(textMessage({ ...heading, text: 'x', expires }))).expires).toEqual(expires)
  })

  it('[CT-9] receipts arrive in order, up to a thousand in one report', () => {
    const statuses = Array.from({ length: statusesPerReport }, (_, i) => ({
      message: messageId(i % 256),
      status: i % 7,
    }))
    const content = sent(value(statusReport({ ...heading, statuses })))
    expect(meaningOf(content)).toEqual({ kind: 'status', statuses })
    const more = [...statuses, { message: messageId(1), status: 1 }]
    expect(statusReport({ ...heading, statuses: more })).toMatchObject({ error: { code: 'too_many' } })
    expect(decodeStatusReport(encodeStatusReport(more))).toMatchObject({ ok: false })
  })

  it('[CT-10] a leave notice says so, and asks nobody to show it', () => {
    const content = sent(leaveNotice(heading))
    expect(meaningOf(content)).toEqual({ kind: 'leave' })
    expect(content.body.disposition).toBe(dispositions.unspecified)
  })

  it('throws at content that nobody would read', () => {
    const content = value(textMessage({ ...heading, text: 'x' }))
    expect(() => encodeMimiContent({ ...content, salt: new Uint8Array(15) })).toThrow(TypeError)
    expect(() => encodeMimiContent({ ...content, body: { ...content.body, disposition: 256 } })).toThrow(
      TypeError,
    )
    const tooLong = { ...content, topicId: new Uint8Array(4097) }
    expect(() => encodeMimiContent(tooLong)).toThrow(TypeError)
  })
})

describe('where a message belongs', () => {
  const content = value(textMessage({ ...heading, text: 'x' }))
  const bobsName = parseAccountName('bob')
  const elsewhere = parseConversationId(`c_${'B'.repeat(21)}A`)

  it('[CT-2] every message names its sender and its conversation', () => {
    expect(content.extensions.get(1)).toBe('sotto:user/alice')
    expect(content.extensions.get(2)).toBe(`sotto:room/${origin.conversation}`)
    expect(checkOrigin(sent(content), origin)).toMatchObject({ ok: true })
  })

  it('[CT-2] is refused when it names another sender or conversation than it came from', () => {
    if (elsewhere === undefined || bobsName === undefined) throw new Error('no id')
    const bob = { ...origin, sender: bobsName }
    expect(checkOrigin(content, bob)).toMatchObject({ ok: false, error: { code: 'malformed' } })
    expect(checkOrigin(content, { ...origin, conversation: elsewhere })).toMatchObject({ ok: false })
    expect(checkOrigin({ ...content, extensions: new Map() }, bob)).toMatchObject({ ok: true })
  })

  it('[CT-3] the message id hashes both URIs with their lengths, the content, and the salt again', () => {
    const bytes = encodeMimiContent(content)
    const uris = { sender: senderUri(origin.sender), room: roomUri(origin.conversation) }
    const text = (uri: string) => [0, uri.length, ...new TextEncoder().encode(uri)]
    expect([...messageIdInput(uris, bytes)]).toEqual([
      ...text(uris.sender),
      ...text(uris.room),
      ...bytes,
      ...salt,
    ])
  })

  it('[CT-3] no two pairs of URIs hash the same: lengths are counted in bytes', () => {
    const bytes = encodeMimiContent(content)
    const one = messageIdInput({ sender: 'ab', room: 'c' }, bytes)
    expect(messageIdInput({ sender: 'a', room: 'bc' }, bytes)).not.toEqual(one)
    expect(messageIdInput({ sender: 'é', room: '' }, bytes).subarray(0, 2)).toEqual(Uint8Array.of(0, 2))
    expect(() => messageIdInput({ sender: 'x'.repeat(65536), room: '' }, bytes)).toThrow(RangeError)
  })
})

describe('media types', () => {
  it.each([
    ['text/plain', 'text/plain', []],
    ['Text/PLAIN ; CharSet="utf-8"', 'text/plain', [['charset', 'utf-8']]],
    ['text/markdown;variant=GFM-MIMI;x', 'text/markdown', [['variant', 'GFM-MIMI']]],
    ['text/markdown;=y;a=', 'text/markdown', [['a', '']]],
    ['', '', []],
    [';;;', '', []],
  ])('[CT-11] %j is %j', (text, type, parameters) => {
    expect(parseMediaType(text)).toEqual({ type, parameters: new Map(parameters as [string, string][]) })
  })

  it('[CT-11] text of no named character set is UTF-8', () => {
    const body = { disposition: 1, language: '', cardinality: 'single', contentType: 'text/plain' } as const
    const content = value(textMessage({ ...heading, text: 'x' }))
    expect(meaningOf({ ...content, body: { ...body, content: Uint8Array.of(0xc3, 0xa9) } })).toEqual({
      kind: 'text',
      format: 'plain',
      text: 'é',
    })
  })

  it('[CT-11] text over limits.textBytes is kept, not shown', () => {
    const part = {
      disposition: 1,
      language: '',
      cardinality: 'single',
      contentType: mediaTypes.plain,
    } as const
    const content = value(textMessage({ ...heading, text: 'x' }))
    const long = { ...content, body: { ...part, content: new Uint8Array(limits.textBytes + 1).fill(65) } }
    expect(meaningOf(sent(long))).toMatchObject({ kind: 'unsupported' })
  })
})

describe('for every content', () => {
  it('[CT-1] encoding and decoding give it back, and its meaning never throws', () => {
    fc.assert(
      fc.property(anyContent, (content) => {
        const bytes = encodeMimiContent(content)
        const again = value(decodeMimiContent(bytes))
        expect(again).toEqual(content)
        expect(encodeMimiContent(again)).toEqual(bytes)
        expect(meaningOf(again).kind).toBeTypeOf('string')
      }),
    )
  })

  it('[CT-4] changed bytes are refused or are content whose encoding they are', () => {
    const change = fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), { minLength: 1, maxLength: 3 })
    fc.assert(
      fc.property(anyContent, change, (content, changes) => {
        const bytes = encodeMimiContent(content)
        for (const [at, to] of changes) bytes[at % bytes.length] = to
        const decoded = decodeMimiContent(bytes)
        if (decoded.ok) expect(encodeMimiContent(decoded.value)).toEqual(bytes)
      }),
      { numRuns: 500 },
    )
  })
})
