// What a browser loads before the list of conversations can show: the page's script and what it needs at once, as the
// built page names them. The engine and its store follow in a worker; screens and dialogs come when they are opened.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { expect, it } from 'vitest'

const budget = 250_000
const built = join(import.meta.dirname, '..', 'dist')
const needed = /<(?:script|link rel="modulepreload")[^>]* (?:src|href)="\/([^"]+\.js)"/g

it('keeps the first load within 250 KB of compressed JavaScript', () => {
  const page = readFileSync(join(built, 'index.html'), 'utf8')
  const scripts = [...page.matchAll(needed)].map((match) => match[1] ?? '')
  expect(scripts.length).toBeGreaterThan(2)
  const bytes = scripts.map((name) => gzipSync(readFileSync(join(built, name)), { level: 9 }).length)
  expect(bytes.reduce((sum, one) => sum + one, 0)).toBeLessThanOrEqual(budget)
})
