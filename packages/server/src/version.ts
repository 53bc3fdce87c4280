// The version of this server, from its package.

import { readFileSync } from 'node:fs'

export const version = readVersion()

function readVersion(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8')
  const json: unknown = JSON.parse(text)
  if (typeof json === 'object' && json !== null && 'version' in json && typeof json.version === 'string') {
    return json.version
  }
  throw new Error('package.json names no version')
}
