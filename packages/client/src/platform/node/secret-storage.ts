// Small secrets as files in `DIRECTORY/secrets`, readable by their user alone.
// Always holds: a reader finds the old secret or the new one, never a part; `set` is on the disk when it settles.

import { randomUUID } from 'node:crypto'
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type SecretStorage, StoreError } from '../../ports.ts'
import { faultOf } from './descriptor-file.ts'
import { checkedName, syncDirectory } from './sql-storage.ts'

export function nodeSecretStorage(directory: string): SecretStorage {
  const folder = join(directory, 'secrets')
  let last: Promise<unknown> = Promise.resolve()
  // Calls take effect in the order made.
  const inOrder = <T>(work: () => Promise<T>): Promise<T> => {
    const next = last.then(work).catch((error: unknown) => {
      throw new StoreError(faultOf(error), 'The secrets could not be read or written')
    })
    last = next.catch(() => {})
    return next
  }
  return {
    async get(name) {
      const path = join(folder, checkedName(name))
      return inOrder(() => readIfThere(path))
    },
    async set(name, secret) {
      const file = checkedName(name)
      const copy = secret.slice()
      return inOrder(() => replace(folder, file, copy))
    },
    async delete(name) {
      const file = checkedName(name)
      return inOrder(async () => {
        await mkdir(folder, { recursive: true, mode: 0o700 })
        await rm(join(folder, file), { force: true })
        syncDirectory(folder)
      })
    },
  }
}

async function readIfThere(path: string): Promise<Uint8Array | undefined> {
  try {
    return new Uint8Array(await readFile(path))
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

async function replace(folder: string, file: string, secret: Uint8Array): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  // Outside the names that callers can use.
  const draft = join(folder, `.${randomUUID()}`)
  try {
    const handle = await open(draft, 'wx', 0o600)
    try {
      await handle.writeFile(secret)
      await handle.sync()
    } finally {
      await handle.close()
    }
    await rename(draft, join(folder, file))
  } catch (error) {
    await rm(draft, { force: true })
    throw error
  }
  syncDirectory(folder)
}
