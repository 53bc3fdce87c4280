// The server's log: structured lines about what the server does, never about what people say. Only fields
// named here or given by the caller's own code are written; of an error its kind, code and place, but not
// its text, which may quote what somebody sent.

import { type DestinationStream, destination, type Logger, pino } from 'pino'
import type { Config } from './config.ts'

export type { Logger }

/** Writes JSON lines to `stream`, standard error when not given. */
export function createLogger(level: Config['logLevel'], stream?: DestinationStream): Logger {
  const serializers = { err: describeError, error: describeError, req: nothing, res: nothing }
  return pino({ level, base: null, serializers }, stream ?? destination({ fd: 2, sync: true }))
}

/** What may be known of an error. */
export function describeError(error: unknown): Readonly<Record<string, unknown>> {
  if (!(error instanceof Error)) return { kind: typeof error }
  const code = 'code' in error && typeof error.code === 'string' ? { code: error.code } : {}
  const places = placesIn(error).slice(0, 8)
  return { kind: error.name, ...code, at: places }
}

/** The lines of the stack behind the error's own text, which may look like such a line itself. */
function placesIn({ message, stack = '' }: Error): readonly string[] {
  const start = stack.indexOf(message)
  if (start < 0) return []
  const lines = stack.slice(start + message.length).split('\n')
  return lines.map((line) => line.trim()).filter((line) => line.startsWith('at '))
}

function nothing(): undefined {
  return undefined
}
