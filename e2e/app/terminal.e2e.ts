// A terminal and a browser talk.

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import { newPerson, password } from './person.ts'
import { pinnedNode, type Sotto, startSotto } from './sotto.ts'

const program = join(import.meta.dirname, '..', '..', 'packages', 'cli', 'bin', 'sotto.mjs')

let sotto: Sotto
let profile: string

test.beforeAll(async () => {
  sotto = await startSotto()
  profile = mkdtempSync(join(tmpdir(), 'sotto-e2e-terminal-'))
})
test.afterAll(async () => {
  await sotto.end()
  rmSync(profile, { recursive: true, force: true })
})

/** Starts a command; `lines` resolves with what it printed, one object a line, when it has ended well. */
function start(...command: readonly string[]): { child: ChildProcess; lines: Promise<unknown[]> } {
  const args = [program, ...command, '--profile', profile, '--server', sotto.url, '--json']
  const env = { ...process.env, SOTTO_PASSWORD: password }
  const child = spawn(pinnedNode, args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
  let [said, complained] = ['', '']
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString()
  })
  child.stderr.on('data', (chunk: Buffer) => {
    complained += chunk.toString()
  })
  const lines = once(child, 'close').then(([code]) => {
    if (code !== 0) throw new Error(`${command.join(' ')} ended with ${code}: ${said}${complained}`)
    return said
      .split('\n')
      .filter(Boolean)
      .map((line): unknown => JSON.parse(line))
  })
  return { child, lines }
}

test('signs up, writes to somebody in a browser, and hears the answer', { tag: '@thorough' }, async ({
  browser,
}) => {
  const alice = await newPerson(browser, { name: 'alice', url: sotto.url })
  const [signedUp] = await start('signup', 'robot').lines
  expect(signedUp).toMatchObject({ account: 'robot', recoveryCode: expect.any(String) })
  const [sent] = await start('send', 'alice', 'greetings from a terminal').lines
  expect(sent).toMatchObject({ state: 'sent', id: expect.stringMatching(/^m_/) })
  await alice.open('robot')
  await expect(alice.bubble('greetings from a terminal')).toBeVisible()
  await alice.accept()

  await alice.say('written while nobody listened')
  const listening = start('listen', '--count', '2')
  await alice.expectMark('written while nobody listened', 'Read')
  await alice.say('written while it listens')
  const heard = await listening.lines
  expect(heard).toMatchObject([
    { type: 'message', from: 'alice', text: 'written while nobody listened' },
    { type: 'message', from: 'alice', text: 'written while it listens' },
  ])
  // What was read is told with the next messages that the terminal stays for.
  const again = start('listen', '--count', '2')
  await alice.say('written before the next')
  await alice.expectMark('written before the next', 'Read')
  await alice.expectMark('written while it listens', 'Read')
  await alice.say('the last one')
  expect(await again.lines).toHaveLength(2)
  const [people] = await start('people', 'ali').lines
  expect(people).toMatchObject({ account: 'alice', presence: 'online' })
  await alice.close()
})
