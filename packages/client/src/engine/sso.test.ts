// Signing in through a company's provider that really runs, by engines: signing up, coming in on another device,
// connecting, and a server that lets nobody in without it.

import type { AccountSnapshot, Commands, Identified, Outcome } from '@sotto/client'
import { type CompanyProvider, startCompanyProvider, walkThrough } from '@sotto/testkit/company-provider'
import { type Harness, must, type Person, startHarness, testPassword, until } from '@sotto/testkit/harness'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const publicUrl = 'https://chat.example.org'
const password = testPassword

let acme: CompanyProvider
beforeAll(async () => {
  acme = await startCompanyProvider(`${publicUrl}/sso`)
})
afterAll(() => acme?.stop())

function startWith(required: boolean): Promise<Harness> {
  const { issuer, clientId, clientSecret } = acme
  const sso = { issuer, clientId, clientSecret, name: 'Acme', required }
  return startHarness({ env: { SOTTO_SSO: JSON.stringify(sso), SOTTO_PUBLIC_URL: publicUrl } })
}

function codeOf<T>(outcome: Outcome<T>): string {
  return outcome.ok ? 'ok' : outcome.error.code
}

/** To the provider and back, on a device that is signed in or not. */
async function identified({ engine }: Person, url: string, login: string): Promise<Identified> {
  const { address, secret } = must(await engine.call('startSso', { server: url }))
  const answer = await walkThrough(address, login)
  return must(await engine.call('finishSso', { server: url, secret, answer }))
}

async function signUp(harness: Harness, name: string) {
  const person = await harness.newDevice()
  const shown = await identified(person, harness.url, name)
  const params = { server: harness.url, account: name, password, ticket: shown.ticket }
  const { recoveryCode } = must(await person.engine.call('signUp', params))
  return { person, recoveryCode }
}

type Given = Partial<Commands['signIn']['params']>

async function enter(harness: Harness, name: string, given: Given = {}) {
  const device = await harness.newDevice()
  return {
    device,
    outcome: await device.engine.call('signIn', { server: harness.url, account: name, password, ...given }),
  }
}

function told({ engine }: Person, what: (account: AccountSnapshot) => boolean): Promise<AccountSnapshot> {
  return new Promise((resolve) => {
    const stop = engine.watch('account', undefined, (snapshot) => {
      if (!what(snapshot)) return
      queueMicrotask(() => stop())
      resolve(snapshot)
    })
  })
}

describe('a provider that is a choice', () => {
  let harness: Harness
  beforeAll(async () => {
    harness = await startWith(false)
  })
  afterAll(() => harness?.close())

  it('[SSO-3] signs up with it, and is known on the next device, where the password opens the messages', async () => {
    const device = await harness.newDevice()
    const found = must(await device.engine.call('findProvider', { server: harness.url }))
    expect(found.provider).toEqual({ name: 'Acme', required: false })
    const { person } = await signUp(harness, 'alice')
    const account = await told(person, ({ sso }) => sso?.connected === true)
    expect(account.sso).toEqual({ name: 'Acme', required: false, connected: true })
    expect(account.alerts).toEqual([])
    const shown = await identified(device, harness.url, 'alice')
    expect(shown.account).toBe('alice')
    const wrong = { ticket: shown.ticket, password: 'not the password' }
    const params = { server: harness.url, account: 'alice' }
    expect(codeOf(await device.engine.call('signIn', { ...params, ...wrong }))).toBe('wrong_password')
    must(await device.engine.call('signIn', { ...params, password, ticket: shown.ticket }))
  })

  it('[SSO-7] connects and disconnects with the password, told to the other devices', async () => {
    const bob = await harness.newPerson('bob')
    const phone = await harness.anotherDevice(bob)
    await told(phone, ({ sso }) => sso?.connected === false)
    const identity = await identified(bob, harness.url, 'bob at acme')
    const wrong = await bob.engine.call('connectSso', { password: 'not the password', identity })
    expect(codeOf(wrong)).toBe('wrong_password')
    must(await bob.engine.call('connectSso', { password, identity }))
    const connected = await told(phone, ({ sso }) => sso?.connected === true)
    expect(connected.alerts).toMatchObject([{ what: 'sso-connected' }])
    const own = await told(bob, ({ sso }) => sso?.connected === true)
    expect(own.alerts).toEqual([])
    must(await phone.engine.call('dismissAlerts'))
    must(await phone.engine.call('disconnectSso', { password }))
    const after = await told(bob, ({ sso }) => sso?.connected === false)
    expect(after.alerts).toMatchObject([{ what: 'sso-disconnected' }])
  })

  it('[SSO-4] a sign-in with a ticket connects; one of somebody else’s is refused', async () => {
    await harness.newPerson('carol')
    const device = await harness.newDevice()
    const { ticket } = await identified(device, harness.url, 'carol at acme')
    const params = { server: harness.url, account: 'carol', password }
    must(await device.engine.call('signIn', { ...params, ticket }))
    await told(device, ({ sso }) => sso?.connected === true)
    const other = await identified(device, harness.url, 'mallory')
    expect(codeOf((await enter(harness, 'carol', { ticket: other.ticket })).outcome)).toBe('sso_mismatch')
  })

  it('[SSO-1] an answer that was brought twice, or to another browser, is refused', async () => {
    const [mine, theirs] = [await harness.newDevice(), await harness.newDevice()]
    const server = harness.url
    const begun = must(await mine.engine.call('startSso', { server }))
    const foreign = must(await theirs.engine.call('startSso', { server }))
    const answer = await walkThrough(begun.address, 'dora')
    const taken = { server, secret: foreign.secret, answer }
    expect(codeOf(await theirs.engine.call('finishSso', taken))).toBe('sso_failed')
    must(await mine.engine.call('finishSso', { server, secret: begun.secret, answer }))
    expect(codeOf(await theirs.engine.call('finishSso', { server, secret: '', answer }))).toBe('sso_failed')
    const again = { server, secret: begun.secret, answer }
    expect(codeOf(await mine.engine.call('finishSso', again))).toBe('sso_failed')
  })
})

describe('a provider that is required', () => {
  let harness: Harness
  beforeAll(async () => {
    harness = await startWith(true)
  })
  afterAll(() => harness?.close())

  it('[SSO-5] nobody signs up or in without it, and says what to do', async () => {
    const nobody = await harness.newDevice()
    const params = { server: harness.url, account: 'erin', password }
    expect(codeOf(await nobody.engine.call('signUp', params))).toBe('sso_required')
    const { recoveryCode } = await signUp(harness, 'erin')
    const { device, outcome } = await enter(harness, 'erin')
    if (outcome.ok) throw new Error('signed in')
    expect(outcome.error).toMatchObject({ code: 'sso_required', message: expect.stringContaining('Acme') })
    expect(outcome.error.secondFactor).toBeUndefined()
    const back = { ...params, code: recoveryCode, password: 'another password' }
    expect(codeOf(await device.engine.call('recover', back))).toBe('sso_required')
    const { ticket } = await identified(device, harness.url, 'erin')
    must(await device.engine.call('recover', { ...back, ticket }))
  })

  it('[SSO-5] a device that is signed in changes ways in and lets another device in', async () => {
    const { person } = await signUp(harness, 'frank')
    const change = { present: { password }, next: 'another password', signOutOthers: false }
    must(await person.engine.call('changePassword', change))
    const phone = await harness.newDevice()
    const asked = must(await phone.engine.call('askForSignIn', { server: harness.url }))
    const coming = phone.engine.call('awaitSignIn', { ticket: asked.ticket })
    must(await person.engine.call('admitDevice', { code: asked.code, password: 'another password' }))
    expect(must(await coming).account).toBe('frank')
  })

  it('[SSO-5] a device that was signed out by who runs the server comes back by the provider alone', async () => {
    const { person } = await signUp(harness, 'grace')
    expect(await harness.askOperator('POST', '/accounts/grace/sign-out')).toBe(200)
    await until(async () => codeOf(await person.engine.call('devices')) === 'not_signed_in', 'ended')
    const params = { server: harness.url, account: 'grace', password }
    expect(codeOf(await person.engine.call('signIn', params))).toBe('sso_required')
    const { ticket } = await identified(person, harness.url, 'grace')
    must(await person.engine.call('signIn', { ...params, ticket }))
  })

  it('[SSO-7] nobody disconnects', async () => {
    const { person } = await signUp(harness, 'heidi')
    expect(codeOf(await person.engine.call('disconnectSso', { password }))).toBe('forbidden')
  })
})
