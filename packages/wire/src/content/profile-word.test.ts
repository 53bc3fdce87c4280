import { describe, expect, it } from 'vitest'
import { encodeCbor, limits, type Origin, parseAccountName, parseConversationId } from '../index.ts'
import { profileMessage } from './compose.ts'
import { meaningOf } from './meaning.ts'
import { decodeMimiContent, encodeMimiContent } from './mimi-content.ts'
import { decodeProfileWord, encodeProfileWord } from './profile-word.ts'

const alice = parseAccountName('alice')
if (alice === undefined) throw new Error('a name')
const origin = { sender: alice, conversation: parseConversationId(`c_${'A'.repeat(22)}`) } as Origin
const told = { account: alice, key: new Uint8Array(32).fill(3), version: 7 }

describe('words about profiles', () => {
  it('[PR-3] come back as they were, and count as the whole of a message', () => {
    const content = profileMessage({ origin, salt: new Uint8Array(16) }, [told])
    const read = decodeMimiContent(encodeMimiContent(content))
    if (!read.ok) throw new Error(read.error.code)
    expect(meaningOf(read.value)).toEqual({ kind: 'profile', told: [told] })
    const { body } = read.value
    const beside = { disposition: 1, language: '', cardinality: 'multi', semantics: 'processAll' } as const
    const several = meaningOf({ ...read.value, body: { ...beside, parts: [body, body] } })
    expect(several).toMatchObject({ parts: [{ kind: 'unsupported' }, { kind: 'unsupported' }] })
  })

  it.each([
    ['nothing', new Uint8Array()],
    ['another version', encodeCbor([2, []])],
    ['a short key', encodeCbor([1, [['alice', new Uint8Array(31), 1]]])],
    ['no account', encodeCbor([1, [['Not A Name', new Uint8Array(32), 1]]])],
    ['a negative version', encodeCbor([1, [['alice', new Uint8Array(32), -1]]])],
    ['a field too many', encodeCbor([1, [['alice', new Uint8Array(32), 1, 1]]])],
    ['too many', encodeProfileWord(Array.from({ length: limits.profilesPerWord + 1 }, () => told))],
  ])('[PR-3] refuse %s', (_what, bytes) => {
    expect(decodeProfileWord(bytes).ok).toBe(false)
  })
})
