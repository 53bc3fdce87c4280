// Asks a running server what its operator may ask, as the terminal program does: by the file in its data folder.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { controlFileName, readOperatorShape } from '@sotto/wire'

export type OperatorAnswer = { readonly status: number; readonly json: unknown }

/** `path`: such as `/accounts/alice/disable`. */
export async function askOperator(
  dataDir: string,
  method: string,
  path: string,
  change: { readonly token?: string } = {},
): Promise<OperatorAnswer> {
  const control = readOperatorShape(
    'Control',
    JSON.parse(readFileSync(join(dataDir, controlFileName), 'utf8')),
  )
  if (!control.ok) throw new Error('the server does not say where it listens for its operator')
  const { port, token } = { ...control.value, ...change }
  const headers: Record<string, string> = token === '' ? {} : { authorization: `Bearer ${token}` }
  const response = await fetch(`http://127.0.0.1:${port}${path}`, { method, headers })
  return { status: response.status, json: await response.json() }
}
