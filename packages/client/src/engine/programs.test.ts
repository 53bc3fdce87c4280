import { createHash, randomBytes } from 'node:crypto'
import type { ProgramAsk } from '@sotto/client'
import { type Harness, must, type Person, startHarness, until } from '@sotto/testkit/harness'
import { bytesToBase64url } from '@sotto/wire'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

let harness: Harness
beforeAll(async () => {
  harness = await startHarness()
})
afterAll(() => harness.close())

const redirectUri = 'https://board.example/done'

/** What a program sends people to /authorize with. */
async function askOf(person: Person): Promise<ProgramAsk> {
  const registered = { name: 'Status board', redirectUris: [redirectUri] }
  const { program } = must(await person.engine.call('registerProgram', registered))
  const verifier = bytesToBase64url(randomBytes(32))
  return {
    client_id: program,
    redirect_uri: redirectUri,
    response_type: 'code',
    scope: 'profile:read',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  }
}

/** The code that a program without a browser shows. */
async function codeOf(program: string): Promise<string> {
  const body = new URLSearchParams({ client_id: program, scope: 'profile:read' })
  const answer = await fetch(`${harness.url}/oauth/device`, { method: 'POST', body })
  return ((await answer.json()) as { user_code: string }).user_code
}

describe('a program that is allowed something', { timeout: 120_000 }, () => {
  it('[OA-11] is told to the other devices, once, and not to the one that allowed it', async () => {
    const alice = await harness.newPerson('alice')
    const laptop = await harness.anotherDevice(alice)
    const told = (count: number) =>
      until(
        async () => (await laptop.look('account', undefined)).alerts.length === count,
        `${count} alerts on the laptop`,
      )
    for (const device of [alice, laptop])
      await until(async () => (await device.look('account', undefined)).recovery !== 'unknown', 'connected')
    const ask = await askOf(alice)
    must(await alice.engine.call('answerProgram', { ask, allow: false }))
    must(await alice.engine.call('answerProgram', { ask, allow: true }))
    await told(1)
    expect((await laptop.look('account', undefined)).alerts[0]?.what).toBe('program-allowed')
    must(await laptop.engine.call('dismissAlerts'))
    must(await alice.engine.call('admitProgram', { code: await codeOf(ask.client_id ?? '') }))
    await told(1)
    await laptop.restart()
    await told(1)
    must(await laptop.engine.call('dismissAlerts'))
    expect((await alice.look('account', undefined)).alerts).toEqual([])
    expect(laptop.warnings().filter((code) => code === 'program_allowed')).toHaveLength(2)
    expect(alice.warnings()).not.toContain('program_allowed')
  })
})
