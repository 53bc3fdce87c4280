import type { LockSnapshot, SessionSnapshot } from '@sotto/client'
import { befriend, type Harness, must, type Person, startHarness, until } from '@sotto/testkit/harness'
import type { ConversationId } from '@sotto/wire'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'

const passphrase = 'a heron stands still'

function seen<T extends 'session' | 'lock' | 'conversations'>(by: Person, topic: T) {
  return by.look(topic, undefined as never)
}
const state = async (by: Person): Promise<SessionSnapshot['state']> => (await seen(by, 'session')).state
const lockOf = (by: Person): Promise<LockSnapshot> => seen(by, 'lock')
const codeOf = (outcome: { ok: true } | { ok: false; error: { code: string } }) =>
  outcome.ok ? 'done' : outcome.error.code

const plainKey = (of: Person) => of.disk.secrets.get('sotto-database-key')
let count = 0

describe('the app lock', () => {
  let harness: Harness
  let bob: Person
  let alice: Person
  let conversation: ConversationId
  beforeAll(async () => {
    harness = await startHarness()
    bob = await harness.newPerson('bob')
  })
  afterAll(() => harness.close())
  beforeEach(async () => {
    alice = await harness.newPerson(`alice-${++count}`)
    conversation = await befriend(alice, bob)
  })
  const turnOn = async (afterMinutes = 0) =>
    must(await alice.engine.call('setLock', { passphrase, afterMinutes }))

  it('[AL-1] [AL-2] leaves nothing that opens the store without the passphrase, over restarts', async () => {
    expect(await lockOf(alice)).toMatchObject({ on: false, afterMinutes: 0 })
    expect(codeOf(await alice.engine.call('lock'))).toBe('no_lock')
    expect(codeOf(await alice.engine.call('setLock', { passphrase: 'short', afterMinutes: 0 }))).toBe(
      'weak_password',
    )
    await turnOn()
    expect(await lockOf(alice)).toMatchObject({ on: true, afterMinutes: 0 })
    expect(await plainKey(alice)).toBeUndefined()
    await alice.restart()
    expect(await state(alice)).toBe('locked')
    expect(await seen(alice, 'conversations')).toEqual([])
    expect(codeOf(await alice.engine.call('history', { conversation, limit: 5 }))).toBe('not_signed_in')
    const entering = { server: harness.url, account: 'mallory', password: 'another password', forget: true }
    expect(codeOf(await alice.engine.call('signUp', entering))).toBe('locked')
    expect(codeOf(await alice.engine.call('unlock', { passphrase: 'a heron stood still' }))).toBe(
      'wrong_passphrase',
    )
    expect(await state(alice)).toBe('locked')
    must(await alice.engine.call('unlock', { passphrase }))
    expect(await state(alice)).toBe('signed-in')
    expect(await alice.texts(conversation)).toContain(`I am ${bob.account}`)
  })

  it('[AL-2] locks at once, misses nothing that comes meanwhile, and sends what waited', async () => {
    await turnOn()
    await alice.queue(conversation, 'before the lock')
    must(await alice.engine.call('lock'))
    expect(await state(alice)).toBe('locked')
    const id = await bob.send(conversation, 'while it was locked')
    const ofBob = async () => (await bob.messages(conversation)).find((one) => one.id === id)?.state
    expect(await ofBob()).toBe('sent')
    must(await alice.engine.call('unlock', { passphrase }))
    await alice.sees(conversation, 'while it was locked')
    await bob.sees(conversation, 'before the lock')
    await until(async () => (await ofBob()) !== 'sent', 'it is delivered once the lock is open')
    must(await alice.engine.call('unlock', { passphrase: 'is not looked at when it is open' }))
  })

  it('[AL-3] keeps after how many minutes it locks, within a day', async () => {
    await turnOn(5)
    expect(await lockOf(alice)).toMatchObject({ on: true, afterMinutes: 5 })
    must(await alice.engine.call('lock'))
    must(await alice.engine.call('unlock', { passphrase }))
    expect(await lockOf(alice)).toMatchObject({ on: true, afterMinutes: 5 })
    for (const [asked, kept] of [
      [1e9, 1440],
      [-1, 0],
      [Number.NaN, 0],
    ] as const) {
      must(await alice.engine.call('lockAfter', { afterMinutes: asked }))
      expect((await lockOf(alice)).afterMinutes).toBe(kept)
    }
  })

  it('[AL-2] changes and goes by the present passphrase alone', async () => {
    await turnOn()
    const next = 'another quiet bird'
    const change = (present?: string) =>
      alice.engine.call('setLock', {
        passphrase: next,
        afterMinutes: 0,
        ...(present === undefined ? {} : { present: { passphrase: present } }),
      })
    expect(codeOf(await change())).toBe('wrong_passphrase')
    expect(codeOf(await change('not this one'))).toBe('wrong_passphrase')
    must(await change(passphrase))
    must(await alice.engine.call('lock'))
    expect(codeOf(await alice.engine.call('unlock', { passphrase }))).toBe('wrong_passphrase')
    must(await alice.engine.call('unlock', { passphrase: next }))
    expect(codeOf(await alice.engine.call('removeLock', { passphrase }))).toBe('wrong_passphrase')
    must(await alice.engine.call('removeLock', { passphrase: next }))
    await alice.restart()
    expect(await state(alice)).toBe('signed-in')
  })

  it('[AL-2] is on where turning it on, or off, was cut short, and the passphrase opens it', async () => {
    const key = await plainKey(alice)
    if (key === undefined) throw new Error('an open profile has its key')
    await turnOn()
    await alice.disk.secrets.set('sotto-database-key', key)
    await alice.restart()
    expect(await state(alice)).toBe('locked')
    expect(await plainKey(alice)).toBeUndefined()
    must(await alice.engine.call('unlock', { passphrase }))
    expect(await alice.texts(conversation)).toContain(`I am ${bob.account}`)
  })

  it('[AL-4] can be forgotten without the passphrase: everything here goes', async () => {
    await turnOn()
    await alice.restart()
    expect(must(await alice.engine.call('signOut'))).toEqual({ told: false })
    expect(await state(alice)).toBe('signed-out')
    expect(await plainKey(alice)).toBeUndefined()
    expect(await alice.disk.secrets.get('sotto-database-lock')).toBeUndefined()
    await alice.signIn(alice.account)
    expect(await state(alice)).toBe('signed-in')
    expect(await lockOf(alice)).toMatchObject({ on: false, afterMinutes: 0 })
  })

  const passkey = (fill = 9) => ({ passkey: { id: 'BwcHBwcHBwc', prf: new Uint8Array(32).fill(fill) } })

  it('[AL-5] opens by a passkey alone, over restarts, and by no other', async () => {
    must(await alice.engine.call('setLock', { ...passkey(), afterMinutes: 5 }))
    expect(await lockOf(alice)).toMatchObject({ on: true, passphrase: false, passkey: 'BwcHBwcHBwc' })
    expect(await plainKey(alice)).toBeUndefined()
    await alice.restart()
    expect(await state(alice)).toBe('locked')
    expect(await lockOf(alice)).toMatchObject({ on: true, passphrase: false, passkey: 'BwcHBwcHBwc' })
    expect(codeOf(await alice.engine.call('unlock', passkey(8)))).toBe('wrong_passkey')
    expect(codeOf(await alice.engine.call('unlock', { passphrase }))).toBe('no_lock')
    expect(await state(alice)).toBe('locked')
    must(await alice.engine.call('unlock', passkey()))
    expect(await lockOf(alice)).toMatchObject({ on: true, afterMinutes: 5 })
    expect(await alice.texts(conversation)).toContain(`I am ${bob.account}`)
  })

  it('[AL-5] has two ways when both were set, each by what opens it already, and loses one at a time', async () => {
    await turnOn()
    expect(codeOf(await alice.engine.call('setLock', { ...passkey(), afterMinutes: 0 }))).toBe(
      'wrong_passphrase',
    )
    must(await alice.engine.call('setLock', { ...passkey(), present: { passphrase }, afterMinutes: 0 }))
    for (const key of [passkey(), { passphrase }]) {
      must(await alice.engine.call('lock'))
      must(await alice.engine.call('unlock', key))
    }
    expect(codeOf(await alice.engine.call('removeLock', { ...passkey(1), only: 'passphrase' }))).toBe(
      'wrong_passkey',
    )
    // the passkey is gone: the passphrase takes it out
    must(await alice.engine.call('removeLock', { passphrase, only: 'passkey' }))
    expect(await lockOf(alice)).toMatchObject({ on: true, passphrase: true })
    expect((await lockOf(alice)).passkey).toBeUndefined()
    must(await alice.engine.call('lock'))
    expect(codeOf(await alice.engine.call('unlock', passkey()))).toBe('no_lock')
    must(await alice.engine.call('unlock', { passphrase }))
    must(await alice.engine.call('removeLock', { passphrase, only: 'passphrase' }))
    expect(await lockOf(alice)).toMatchObject({ on: false, passphrase: false })
    await alice.restart()
    expect(await state(alice)).toBe('signed-in')
  })

  it('[AL-2] [AL-5] is on where turning it off was cut short between its two ways', async () => {
    await turnOn()
    must(await alice.engine.call('setLock', { ...passkey(), present: { passphrase }, afterMinutes: 0 }))
    const secrets = alice.disk.secrets
    await secrets.delete('sotto-database-lock')
    await secrets.set('sotto-database-key', new Uint8Array(32))
    await alice.restart()
    expect(await state(alice)).toBe('locked')
    must(await alice.engine.call('unlock', passkey()))
    must(await alice.engine.call('removeLock', passkey()))
    await alice.restart()
    expect(await state(alice)).toBe('signed-in')
    must(await alice.engine.call('signOut'))
    expect(await secrets.get('sotto-database-passkey-lock')).toBeUndefined()
  })
})
