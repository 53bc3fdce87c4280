// Beside each file of the build lies the same one compressed, which the server sends to who takes it. The app
// and its wasm are millions of bytes, and the first visit waits for them.

import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import type { Plugin } from 'vite'

const worth = /\.(?:html|js|css|svg|wasm|webmanifest|json)$/
/** Above this the last few percent cost more seconds than they are worth. */
const quality = 9

/** The Vite plugin; it acts on builds alone. */
export function compress(): Plugin {
  return {
    name: 'sotto:compress',
    apply: 'build',
    enforce: 'post',
    async writeBundle({ dir }, bundle) {
      if (dir === undefined) return
      const names = Object.keys(bundle).filter((name) => worth.test(name))
      await Promise.all(names.map((name) => compressFile(join(dir, name))))
    },
  }
}

async function compressFile(path: string): Promise<void> {
  const content = await readFile(path)
  const params = { [constants.BROTLI_PARAM_QUALITY]: quality }
  await writeFile(`${path}.br`, await promisify(brotliCompress)(content, { params }))
  await writeFile(`${path}.gz`, await promisify(gzip)(content))
}
