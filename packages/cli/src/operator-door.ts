// The way to a server that runs on this machine, for whoever runs it: through the file in its data folder.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  controlFileName,
  type OperatorSchemas,
  parseErrorCode,
  readOperatorShape,
  readShape,
} from '@sotto/wire'
import { ExpectedFailure } from './errors.ts'

export type OperatorDoor = {
  /** `path`: such as `/accounts/alice`. Throws ExpectedFailure. */
  ask<K extends keyof OperatorSchemas>(
    shape: K,
    method: 'GET' | 'POST' | 'DELETE',
    path: string,
  ): Promise<OperatorSchemas[K]>
}

/** Throws ExpectedFailure when no server runs over this data folder, or it is somebody else's. */
export function openOperatorDoor(dataDir: string): OperatorDoor {
  const { port, token } = readControl(dataDir)
  return {
    async ask(shape, method, path) {
      const headers = { authorization: `Bearer ${token}` }
      const response = await fetch(`http://127.0.0.1:${port}${path}`, { method, headers }).catch(() =>
        notRunning(dataDir),
      )
      const body: unknown = await response.json().catch(() => undefined)
      const read = readOperatorShape(shape, body)
      if (response.ok && read.ok) return read.value
      const problem = readShape('Problem', body)
      if (!problem.ok) return notRunning(dataDir)
      throw new ExpectedFailure({ code: parseErrorCode(problem.value.code), message: problem.value.title })
    },
  }
}

function readControl(dataDir: string): OperatorSchemas['Control'] {
  try {
    const read = readOperatorShape(
      'Control',
      JSON.parse(readFileSync(join(dataDir, controlFileName), 'utf8')),
    )
    return read.ok ? read.value : notRunning(dataDir)
  } catch (error) {
    if (error instanceof ExpectedFailure) throw error
    return notRunning(dataDir)
  }
}

function notRunning(dataDir: string): never {
  throw new ExpectedFailure({
    code: 'offline',
    message: `No server of yours runs over ${dataDir}. Start it, or name its folder with --data.`,
  })
}
