// Files that hold an account's own things: for the owner's eyes only, and never over something that is there.

import { readFile, stat, writeFile } from 'node:fs/promises'
import { ExpectedFailure } from '../errors.ts'

export async function writeOwn(path: string, content: string | Uint8Array): Promise<void> {
  try {
    await writeFile(path, content, { flag: 'wx', mode: 0o600 })
  } catch (error) {
    const isThere = error instanceof Error && 'code' in error && error.code === 'EEXIST'
    throw new ExpectedFailure({
      code: 'file',
      message: isThere ? `${path} is there already; nothing was written.` : `${path} can’t be written.`,
    })
  }
}

/** `what` it should be, for who gave another; what is longer than `longest` bytes is not read. */
export async function readOwn(
  path: string,
  { what, longest }: { readonly what: string; readonly longest: number },
): Promise<Buffer> {
  const size = await stat(path).then(
    (found) => (found.isFile() ? found.size : undefined),
    () => undefined,
  )
  const bytes = size === undefined || size > longest ? undefined : await readFile(path).catch(() => undefined)
  if (bytes === undefined) {
    throw new ExpectedFailure({ code: 'file', message: `${path} can’t be read, or is no ${what}.` })
  }
  return bytes
}
