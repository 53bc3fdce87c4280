import type { SessionSnapshot } from '@sotto/client'
import type { HttpResponse } from '@sotto/client/ports'
import { type Harness, must, type Person, startHarness, until } from '@sotto/testkit/harness'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const minute = 60_000

type Renewal = { readonly refreshToken: string; readonly successor: string }

/** Keeps what this device asks when it renews its session, and does `change` to the answers. */
function renewalsOf(
  person: Person,
  change: (answer: HttpResponse) => HttpResponse = (same) => same,
): Renewal[] {
  const kept: Renewal[] = []
  person.line.lie = {
    answer: (request, response) => {
      if (!request.url.endsWith('/v1/sessions/refresh')) return response
      kept.push(request.json as Renewal)
      return change(response)
    },
  }
  return kept
}

function session(person: Person): Promise<SessionSnapshot> {
  return person.look('session', undefined)
}

/** What a device asks by itself once it is connected has been answered. */
function settled(person: Person): Promise<void> {
  return new Promise((resolve) => {
    const stop = person.engine.watch('account', undefined, ({ recovery }) => {
      if (recovery === 'unknown') return
      queueMicrotask(() => stop())
      resolve()
    })
  })
}

/** Something that needs an access token. */
const ask = (person: Person) => person.engine.call('devices')

function refusedWith(code: string): HttpResponse {
  return { kind: 'answer', status: 401, json: { type: 'about:blank', title: 'No', status: 401, code } }
}

describe('the tokens of a session', () => {
  let harness: Harness
  beforeAll(async () => {
    // a clock of the machine's own pace: what is not made to expire does not
    harness = await startHarness({ speed: 1 })
  })
  afterAll(() => harness.close())

  it('[S-1] are renewed a moment before they expire, once for all who ask, and each time by the next one', async () => {
    const alice = await harness.newPerson('alice')
    const renewals = renewalsOf(alice)
    alice.jump(28 * minute)
    must(await ask(alice))
    expect(renewals).toEqual([])
    alice.jump(1.5 * minute)
    for (const outcome of await Promise.all([ask(alice), ask(alice), ask(alice)])) must(outcome)
    expect(renewals).toHaveLength(1)
    alice.jump(30 * minute)
    must(await ask(alice))
    expect(renewals[1]?.refreshToken).toBe(renewals[0]?.successor)
    expect(renewals[1]?.successor).not.toBe(renewals[0]?.successor)
  })

  it('[S-1] are renewed when the clock has jumped beyond their end, and when the server says they are over', async () => {
    const bob = await harness.newPerson('bob')
    await settled(bob)
    const renewals = renewalsOf(bob)
    bob.jump(3 * 24 * 60 * minute)
    must(await ask(bob))
    for (let again = 0; again < 3; again++) must(await ask(bob))
    expect(renewals).toHaveLength(1)
    const carol = await harness.newPerson('carol')
    await settled(carol)
    const hers = renewalsOf(carol)
    const { lie } = carol.line
    let refused = false
    carol.line.lie = {
      answer: (request, response) => {
        if (refused || !request.url.endsWith('/v1/devices'))
          return lie.answer?.(request, response) ?? response
        refused = true
        return refusedWith('session_expired')
      },
    }
    must(await ask(carol))
    expect([refused, hers.length]).toEqual([true, 1])
    expect(await session(carol)).toMatchObject({ state: 'signed-in' })
  })

  it('[S-2] survive that the answer is lost again and again, and the process with it', async () => {
    const dave = await harness.newPerson('dave')
    const lost = renewalsOf(dave, () => ({ kind: 'unreachable' }))
    dave.jump(31 * minute)
    for (let tries = 0; tries < 3; tries++)
      expect(await ask(dave)).toMatchObject({ error: { code: 'offline' } })
    dave.crash()
    await dave.start(undefined, true)
    const heard = renewalsOf(dave)
    dave.jump(31 * minute)
    dave.line.mend()
    must(await ask(dave))
    for (const one of [...lost, heard[0]]) expect(one).toEqual(lost[0])
    dave.jump(31 * minute)
    must(await ask(dave))
    expect(heard.at(-1)?.refreshToken).not.toBe(lost[0]?.refreshToken)
    expect(await session(dave)).toMatchObject({ state: 'signed-in' })
  })

  it('[S-2] are not renewed while what is to follow can’t be stored', async () => {
    const erin = await harness.newPerson('erin')
    const renewals = renewalsOf(erin)
    erin.jump(31 * minute)
    erin.disk.failing = 'full'
    expect(await ask(erin)).toMatchObject({ ok: false })
    expect(renewals).toEqual([])
    erin.disk.failing = undefined
    await until(async () => (await ask(erin)).ok, 'renewed when there was room again')
    expect(renewals.length).toBeGreaterThan(0)
  })

  it.each([
    ['session_revoked', 'session-ended'],
    ['session_expired', 'session-ended'],
    ['unauthenticated', 'session-ended'],
    ['device_removed', 'device-removed'],
  ])('[G-7] that are refused as %s sign this device out as %s', async (code, reason) => {
    const frank = await harness.newPerson(`frank-${code.replace('_', '-')}`)
    renewalsOf(frank, () => refusedWith(code))
    frank.jump(31 * minute)
    expect((await ask(frank)).ok).toBe(false)
    await until(async () => (await session(frank)).state === 'signed-out', 'signed out')
    expect(await session(frank)).toMatchObject({ reason, kept: { account: frank.account } })
  })

  it('[S-1] of another device, or not the ones asked for, are not taken', async () => {
    const grace = await harness.newPerson('grace')
    const other = await harness.newPerson('heidi')
    for (const change of [{ device: other.device }, { refreshToken: 'A'.repeat(43) }]) {
      renewalsOf(grace, (answer) =>
        answer.kind === 'answer' ? { ...answer, json: { ...(answer.json as object), ...change } } : answer,
      )
      grace.jump(31 * minute)
      expect(await ask(grace)).toMatchObject({ error: { code: 'server_untrusted' } })
    }
    grace.line.lie = {}
    must(await ask(grace))
    expect(await session(grace)).toMatchObject({ state: 'signed-in', device: grace.device })
  })
})
