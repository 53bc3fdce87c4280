// The own history as a file: sealed, or readable (spec/archive.md EX-1).

import { archiveKey, erase, sealHistoryFile } from '@sotto/crypto'
import type { Commands } from '../../api/engine.ts'
import type { HistoryFile } from '../../api/history.ts'
import type { Outcome } from '../../api/outcome.ts'
import { failure } from '../../errors.ts'
import type { Live } from '../live.ts'
import { checkNewPassword } from '../session/identity.ts'
import { type Cover, jsonOf, longestCopy } from './form.ts'
import { gather, measure } from './gather.ts'
import { pageOf } from './page.ts'

const ends = { sealed: 'sotto-history', json: 'json', html: 'html' } as const
const types = { sealed: 'application/octet-stream', json: 'application/json', html: 'text/html' } as const
/** Around each text. */
const bytesOfItem = 400

export async function exportHistory(
  live: Live,
  params: Commands['exportHistory']['params'],
): Promise<Outcome<HistoryFile>> {
  if (params.as === 'sealed') {
    const long = checkNewPassword(params.password)
    if (!long.ok) return long
  }
  const { characters, items } = await measure(live.db)
  if (characters + items * bytesOfItem > longestCopy) return tooMuch
  const { account, server, rootKey } = live.identity
  const { state } = await live.archive().snapshot()
  const madeAt = live.platform.clock.now()
  const cover: Cover = { account, server, madeAt, complete: state === 'complete' }
  const conversations = await gather(live.db)
  const body = bytesOf(params.as === 'html' ? pageOf(cover, conversations) : jsonOf(cover, conversations))
  if (body.length > longestCopy) return tooMuch
  const day = new Date(madeAt).toISOString().slice(0, 10)
  const file = {
    fileName: `sotto-${account}-${day}.${ends[params.as]}`,
    type: types[params.as],
    complete: cover.complete,
  }
  if (params.as !== 'sealed') return { ok: true, value: { ...file, bytes: body } }
  const owner = { account, archiveKey: archiveKey(rootKey) }
  const bytes = await sealHistoryFile(owner, { body, password: params.password })
  erase(owner.archiveKey, body)
  return { ok: true, value: { ...file, bytes } }
}

const tooMuch = failure(
  'copy_too_large',
  'Your history is larger than one file of Sotto can be. No file was made; everything stays in your archive.',
)

function bytesOf(pieces: Iterable<string>): Uint8Array {
  const encoder = new TextEncoder()
  const parts = Array.from(pieces, (piece) => encoder.encode(piece))
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}
