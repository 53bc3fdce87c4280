import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { decodeMimiContent, encodeMimiContent, type Meaning, meaningOf } from '../index.ts'

const folder = new URL('../../../../spec/vectors/content/', import.meta.url)
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex')

function cases<T>(file: string): readonly T[] {
  return (JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as { cases: T[] }).cases
}

describe('our own vectors', () => {
  const valid = cases<{ name: string; content: string; meaning: Meaning }>('valid.json')
  const invalid = cases<{ name: string; content: string }>('invalid.json')

  it.each(valid)('[CT-1] [CT-11] valid: $name', ({ content, meaning }) => {
    const decoded = decodeMimiContent(Buffer.from(content, 'hex'))
    if (!decoded.ok) throw new Error(decoded.error.what)
    expect(hex(encodeMimiContent(decoded.value))).toBe(content)
    expect(meaningOf(decoded.value)).toEqual(meaning)
  })

  it.each(invalid)('[CT-4] invalid: $name', ({ content }) => {
    const decoded = decodeMimiContent(Buffer.from(content, 'hex'))
    expect(decoded).toMatchObject({ ok: false, error: { code: 'malformed' } })
  })

  it('[CT-4] invalid: more than limits.messageBytes, unread', () => {
    expect(decodeMimiContent(new Uint8Array(64 * 1024 + 1))).toMatchObject({ ok: false })
  })
})
