// As many bytes as an archive has, sealed by the platform's AES-GCM in pieces of a segment's size, and put to the bare
// server in requests of the size of ours, one after the other.

import { join } from 'node:path'
import { freshFolder, removeFolder } from '@sotto/server/testing'
import { startServer } from '../relay/child.ts'

const piece = 48 * 1024
const perRequest = 12

/** Seconds. */
export async function uploadBare(bytes: number): Promise<number> {
  const folder = freshFolder()
  const server = await startServer(new URL('./bare-store.ts', import.meta.url), [join(folder, 'kept')])
  const key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt'])
  const plain = crypto.getRandomValues(new Uint8Array(piece))
  const began = performance.now()
  for (let left = bytes; left > 0; left -= piece * perRequest) {
    const count = Math.ceil(Math.min(left, piece * perRequest) / piece)
    const sealed = await Promise.all(Array.from({ length: count }, () => sealOne(key, plain)))
    const answer = await fetch(`http://127.0.0.1:${server.port}/`, { method: 'PUT', body: new Blob(sealed) })
    if (!answer.ok) throw new Error(`the bare server answered ${answer.status}`)
  }
  const seconds = (performance.now() - began) / 1000
  await server.stop()
  removeFolder(folder)
  return seconds
}

function sealOne(key: CryptoKey, plain: Uint8Array<ArrayBuffer>): Promise<ArrayBuffer> {
  return crypto.subtle.encrypt(
    { name: 'AES-GCM', iv: crypto.getRandomValues(new Uint8Array(12)) },
    key,
    plain,
  )
}
