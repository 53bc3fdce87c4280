import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SeededRandom } from '@sotto/testkit'
import { expect, test } from 'vitest'
import { nodePlatform } from './index.ts'

const writer = join(import.meta.dirname, 'crash-writer.test-process.ts')
const kills = 12

/** Lets the writer acknowledge `count` batches, kills it, and answers the last number it said. */
async function writeAndKill(directory: string, count: number): Promise<number> {
  const child = spawn(process.execPath, [writer, directory], { stdio: ['ignore', 'pipe', 'inherit'] })
  let said = ''
  child.stdout.setEncoding('utf8')
  child.stdout.on('data', (text: string) => {
    said += text
    if (said.split('\n').length > count) child.kill('SIGKILL')
  })
  await new Promise((resolve) => child.on('close', resolve))
  const lines = said.split('\n').slice(0, -1)
  return Number(lines.at(-1) ?? 0)
}

test('a killed process loses nothing it acknowledged, and leaves no lock behind', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'sotto-crash-'))
  const random = new SeededRandom(7)
  for (let kill = 0; kill < kills; kill++) {
    const said = await writeAndKill(directory, 1 + random.below(120))
    const sql = await nodePlatform({ directory }).storage.open('main', new Uint8Array(32).fill(5))
    const [row] = await sql.all('SELECT max(k) AS top, count(*) AS n FROM log')
    expect(said).toBeGreaterThan(0)
    expect([said, said + 1]).toContain(row?.top)
    expect(row?.n).toBe(row?.top)
    expect(await sql.all('PRAGMA integrity_check')).toEqual([{ integrity_check: 'ok' }])
    await sql.close()
  }
  rmSync(directory, { recursive: true })
}, 120_000)
