import { readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import {
  decodeMimiContent,
  decodeStatusReport,
  encodeMimiContent,
  encodeStatusReport,
  type MimiContent,
  meaningOf,
} from '../index.ts'

const folder = new URL('../../../../spec/vectors/mimi-content/', import.meta.url)
const notContent = new Set(['status.cbor', 'implied-original.cbor'])
const names = readdirSync(folder).filter((name) => name.endsWith('.cbor') && !notContent.has(name))

const load = (name: string) => new Uint8Array(readFileSync(new URL(name, folder)))

function content(name: string): MimiContent {
  const decoded = decodeMimiContent(load(`${name}.cbor`))
  if (!decoded.ok) throw new Error(decoded.error.what)
  return decoded.value
}

describe("the draft's own examples", () => {
  it('are all there', () => {
    expect(names).toHaveLength(14)
  })

  it.each(names)('[CT-1] %s decodes, and encodes to the same bytes', (name) => {
    const decoded = decodeMimiContent(load(name))
    expect(decoded).toMatchObject({ ok: true })
    if (decoded.ok) expect(encodeMimiContent(decoded.value)).toEqual(load(name))
  })

  it('[CT-9] status decodes, and encodes to the same bytes', () => {
    const report = decodeStatusReport(load('status.cbor'))
    expect(report.ok && report.value.map((one) => one.status)).toEqual([2, 2, 0, 3])
    if (report.ok) expect(encodeStatusReport(report.value)).toEqual(load('status.cbor'))
  })

  it('[CT-11] mean what the draft says they mean', () => {
    expect(meaningOf(content('original'))).toEqual({
      kind: 'text',
      format: 'markdown',
      text: 'Hi everyone, we just shipped release 2.0. __Good  work__!',
    })
    expect(meaningOf(content('reaction'))).toEqual({ kind: 'reaction', reactions: ['❤'] })
    expect(meaningOf(content('multipart-2'))).toEqual({ kind: 'reaction', reactions: ['❤', '🥳', '🤞'] })
    expect(meaningOf(content('delete'))).toEqual({ kind: 'deletion' })
    expect(meaningOf(content('unlike'))).toEqual({ kind: 'deletion' })
    expect(meaningOf(content('multipart-1'))).toMatchObject({ kind: 'text', text: '# Welcome!' })
    expect(meaningOf(content('mention-html'))).toMatchObject({ kind: 'unsupported' })
    expect(meaningOf(content('multipart-3'))).toMatchObject({ kind: 'unsupported' })
    expect(meaningOf(content('attachment'))).toEqual({ kind: 'unsupported', contentType: 'video/mp4' })
    expect(content('expiring').expires).toEqual({ relative: false, time: 1644390004 })
  })

  it('[CT-6] an edit replaces what it corrects and answers what that answered', () => {
    const reply = content('reply')
    const edit = content('edit')
    expect(edit.inReplyTo).toBe(reply.inReplyTo)
    expect(edit.replaces).toBeDefined()
    expect(content('delete').replaces).toBe(edit.replaces)
  })
})
