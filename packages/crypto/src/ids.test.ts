import { readFileSync } from 'node:fs'
import { idBytes, parseConversationId, parseDeviceId, parseEnvelopeId } from '@sotto/wire'
import { describe, expect, it } from 'vitest'
import { bytes, name } from './account/testing.ts'
import {
  deviceIdOf,
  directConversationId,
  envelopeIdOf,
  groupConversationId,
  messageIdOf,
  messageIdUnder,
} from './index.ts'

const hex = (value: Uint8Array) => Buffer.from(value).toString('hex')
const folder = new URL('../../../spec/vectors/mimi-content/', import.meta.url)
type Example = { sender: string; room: string; messageId: string }
const examples = Object.entries(
  JSON.parse(readFileSync(new URL('message-ids.json', folder), 'utf8')) as Record<string, Example>,
)

describe('message ids', () => {
  it.each(examples)("[CT-3] the draft's example %s has the id that the draft says", (file, example) => {
    const content = new Uint8Array(readFileSync(new URL(`${file}.cbor`, folder)))
    expect(hex(idBytes(messageIdUnder(example, content)))).toBe(example.messageId)
  })

  it('[CT-3] differ by sender and by conversation', () => {
    const content = new Uint8Array(readFileSync(new URL('original.cbor', folder)))
    const conversation = groupConversationId()
    const ids = [
      messageIdOf({ sender: name('alice'), conversation }, content),
      messageIdOf({ sender: name('bob'), conversation }, content),
      messageIdOf({ sender: name('alice'), conversation: groupConversationId() }, content),
    ]
    expect(new Set(ids).size).toBe(3)
    expect(ids[0]).toBe(messageIdOf({ sender: name('alice'), conversation }, content))
  })
})

describe('ids by hash', () => {
  it('[ID-2] [ID-4] are the first 16 bytes of SHA-256', () => {
    const abc = bytes('616263')
    const start = 'ba7816bf8f01cfea414140de5dae2223'
    expect(hex(idBytes(envelopeIdOf(abc)))).toBe(start)
    expect(hex(idBytes(deviceIdOf(abc)))).toBe(start)
    expect(parseEnvelopeId(envelopeIdOf(abc))).toBeDefined()
    expect(parseDeviceId(deviceIdOf(abc))).toBeDefined()
  })

  it('[ID-3] a direct conversation has one id, whoever asks', () => {
    const [alice, bob, carol] = [name('alice'), name('bob'), name('carol')]
    expect(directConversationId(alice, bob)).toBe(directConversationId(bob, alice))
    expect(directConversationId(alice, bob)).not.toBe(directConversationId(alice, carol))
    expect(parseConversationId(directConversationId(alice, bob))).toBeDefined()
  })

  it('[ID-3] the id of a direct conversation is the one in the vectors', () => {
    expect(directConversationId(name('bob'), name('alice'))).toBe('c_9PIJ_waFQx3QcGi_VfOpcA')
  })

  it('[ID-3] groups get ids by chance', () => {
    expect(groupConversationId()).not.toBe(groupConversationId())
  })
})
