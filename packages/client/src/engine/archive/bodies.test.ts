import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { decodeHead, decodeSegment, decodeShelf, encodeHead, encodeSegment, encodeShelf } from './bodies.ts'

type Vector = { readonly kind: Kind; readonly name: string; readonly body: string; readonly means?: unknown }
type Kind = 'shelf' | 'head' | 'segment'

function vectors(which: 'valid' | 'invalid'): readonly Vector[] {
  const url = new URL(`../../../../../spec/vectors/archive/${which}.json`, import.meta.url)
  return (JSON.parse(readFileSync(url, 'utf8')) as { bodies: readonly Vector[] }).bodies
}

/** What a body says, as plain data, and the body that says it again. */
function read({ kind, body }: Vector): { readonly means: unknown; readonly again: string } | undefined {
  const bytes = Buffer.from(body, 'hex')
  switch (kind) {
    case 'shelf':
      return told(decodeShelf(bytes), encodeShelf, (shelf) => [...shelf])
    case 'head':
      return told(decodeHead(bytes), encodeHead)
    case 'segment':
      return told(decodeSegment(bytes), encodeSegment)
  }
}

function told<T>(
  value: T | undefined,
  encode: (value: T) => Uint8Array,
  plain: (value: T) => unknown = (same) => same,
) {
  if (value === undefined) return undefined
  const means: unknown = JSON.parse(JSON.stringify(plain(value)))
  return { means, again: Buffer.from(encode(value)).toString('hex') }
}

describe('bodies of the archive’s records', () => {
  it.each(vectors('valid'))(
    '[AR-3] [AR-4] [AR-5] [AR-6] say what they are to say: $kind, $name',
    (vector) => {
      expect(read(vector)).toEqual({ means: vector.means, again: vector.body })
    },
  )

  it.each(vectors('invalid'))('[AR-13] are left alone in another form: $kind, $name', (vector) => {
    expect(read(vector)).toBeUndefined()
  })
})
