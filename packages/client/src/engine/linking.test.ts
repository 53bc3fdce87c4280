import type { Outcome } from '@sotto/client'
import type { HttpRequest } from '@sotto/client/ports'
import { askForLink, parseTotpSecret, sealLink, totpCode, totpStep } from '@sotto/crypto'
import {
  befriend,
  type Harness,
  must,
  type Person,
  startHarness,
  testPassword,
  until,
} from '@sotto/testkit/harness'
import { bytesToBase64url, type Schemas } from '@sotto/wire'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'

let harness: Harness
let alice: Person
beforeAll(async () => {
  harness = await startHarness()
  alice = await harness.newPerson('alice')
})
afterEach(() => {
  alice.line.lie = {}
})
afterAll(() => harness.close())

const admit = (by: Person, code: string, password = testPassword) =>
  by.engine.call('admitDevice', { code, password })

async function asking() {
  const terminal = await harness.newDevice()
  const asked = must(await terminal.engine.call('askForSignIn', { server: harness.url }))
  const wait = (more: { account?: string; forget?: boolean } = {}) =>
    terminal.engine.call('awaitSignIn', { ticket: asked.ticket, ...more })
  return { terminal, asked, wait }
}

function codeOf<T>(outcome: Outcome<T>): string {
  return outcome.ok ? 'ok' : outcome.error.code
}

const flip = (text: string, at: number) =>
  text.slice(0, at) + (text[at] === '7' ? '8' : '7') + text.slice(at + 1)

describe('signing in by another device', { timeout: 120_000 }, () => {
  it('[DL-1] [DL-5] brings the new device in without a password typed there, as any new device', async () => {
    const bob = await harness.newPerson('bob')
    const talk = await befriend(alice, bob)
    const { terminal, asked, wait } = await asking()
    expect(asked.code).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){2}$/)
    expect(asked.link).toBe(`${harness.url}/device#${asked.code}`)
    const waiting = wait({ account: 'Alice' })
    const typed = ` ${asked.code.toLowerCase().replaceAll('-', ' ').replaceAll('0', 'o').replaceAll('1', 'l')}`
    const found = must(await alice.engine.call('lookAtCode', { code: typed }))
    expect(found).toMatchObject({ kind: 'device', from: '127.0.0.0/24' })
    must(await admit(alice, typed))
    const { device } = must(await waiting)
    await terminal.sees(talk, 'I am bob')
    await until(
      () => alice.events.some((event) => event.type === 'device' && event.device.device === device),
      'alice is told of the new device',
    )
    expect(must(await alice.engine.call('devices')).map((one) => one.device)).toContain(device)
    await bob.send(talk, 'hello to both')
    await terminal.sees(talk, 'hello to both')
  })

  it('[DL-3] a server that puts a key of its own into the place of the device’s is handed nothing', async () => {
    const { asked, wait } = await asking()
    const waiting = wait()
    const thief = await askForLink()
    const stolen: string[] = []
    const { publicKey, salt, tag } = thief.request
    alice.line.lie = {
      answer: (request: HttpRequest, response) => {
        const sealed = (request.json as Schemas['LinkAnswer'] | undefined)?.sealed
        if (sealed !== undefined) stolen.push(sealed)
        if (!request.url.endsWith('/device-links/look') || response.kind !== 'answer') return response
        const json = {
          ...(response.json as Schemas['LinkAsked']),
          publicKey: bytesToBase64url(publicKey),
        }
        // its own key alone, and its own key with a tag that fits a secret of its own
        return { ...response, json: { ...json, salt: bytesToBase64url(salt), tag: bytesToBase64url(tag) } }
      },
    }
    expect(codeOf(await alice.engine.call('lookAtCode', { code: asked.code }))).toBe('code_not_genuine')
    expect(codeOf(await admit(alice, asked.code))).toBe('code_not_genuine')
    expect(stolen).toEqual([])
    alice.line.lie = {}
    must(await alice.engine.call('denyCode', { code: asked.code }))
    expect(codeOf(await waiting)).toBe('link_denied')
  })

  it('[DL-4] a server that hands over an account of its own signs nobody in to it', async () => {
    const { terminal, wait } = await asking()
    const thief = await askForLink()
    const rootKey = new Uint8Array(32).fill(7)
    const forged = await sealLink(thief.secret, thief.request, {
      account: alice.account,
      rootKey,
      proof: 'x',
    })
    terminal.line.lie = {
      answer: ({ url }, response) =>
        url.endsWith('/device-links/poll') && response.kind === 'answer'
          ? { ...response, json: { state: 'answered', sealed: bytesToBase64url(forged ?? new Uint8Array()) } }
          : response,
    }
    expect(codeOf(await wait())).toBe('link_not_genuine')
  })

  it('[DL-2] a code with a slip in it hands over nothing, and the right one still does', async () => {
    const { asked, wait } = await asking()
    const waiting = wait()
    expect(codeOf(await admit(alice, flip(asked.code, 12)))).toBe('code_not_genuine')
    expect(codeOf(await admit(alice, flip(asked.code, 0)))).toBe('unknown_code')
    for (const code of ['', asked.code.slice(1), `${asked.code}7`, 'U'.repeat(12)])
      expect(codeOf(await alice.engine.call('lookAtCode', { code }))).toBe('mistyped_code')
    expect(codeOf(await admit(alice, asked.code, 'not the password'))).toBe('wrong_password')
    must(await admit(alice, asked.code))
    expect(codeOf(await waiting)).toBe('ok')
    expect(codeOf(await admit(alice, asked.code))).toBe('unknown_code')
  })

  it('[DL-5] is refused for somebody else where a name was given, and nothing is kept of it', async () => {
    const { terminal, asked, wait } = await asking()
    const waiting = wait({ account: 'somebody' })
    must(await admit(alice, asked.code))
    expect(codeOf(await waiting)).toBe('other_account')
    expect(codeOf(await wait())).toBe('link_expired')
    expect(codeOf(await terminal.engine.call('devices'))).toBe('not_signed_in')
  })

  it('[DL-5] a device whose session is over comes back as itself', async () => {
    const { terminal, asked, wait } = await asking()
    const first = wait()
    must(await admit(alice, asked.code))
    const { device } = must(await first)
    expect(await harness.askOperator('POST', '/accounts/alice/sign-out')).toBe(200)
    await until(async () => codeOf(await terminal.engine.call('devices')) === 'not_signed_in', 'ended')
    await until(async () => codeOf(await alice.engine.call('devices')) === 'not_signed_in', 'ended')
    await alice.signIn('alice')
    const again = must(await terminal.engine.call('askForSignIn', { server: harness.url }))
    const waiting = terminal.engine.call('awaitSignIn', { ticket: again.ticket })
    must(await admit(alice, again.code))
    expect(must(await waiting).device).toBe(device)
  })

  it('[DL-1] is over when the person who asked goes another way: nobody enters by it any more', async () => {
    const { terminal, asked, wait } = await asking()
    const waiting = wait()
    must(await terminal.engine.call('stopAskingForSignIn', { ticket: asked.ticket }))
    expect(codeOf(await waiting)).toBe('interrupted')
    await admit(alice, asked.code)
    expect(codeOf(await wait())).toBe('link_expired')
    expect(codeOf(await terminal.engine.call('devices'))).toBe('not_signed_in')
  })

  it('[DL-1] is over when nobody answers in time, and at once when the program ends', async () => {
    const { terminal, wait } = await asking()
    const waiting = wait()
    await terminal.engine.close()
    expect(codeOf(await waiting)).toBe('interrupted')
    expect(codeOf(await alice.engine.call('askForSignIn', { server: harness.url }))).toBe('already_signed_in')
    const unreachable = await harness.newDevice()
    unreachable.goOffline()
    expect(codeOf(await unreachable.engine.call('askForSignIn', { server: harness.url }))).toBe('offline')
  })
})

describe('where a second factor is required', { timeout: 120_000 }, () => {
  it('[DL-5] the device that admits stands in for it', async () => {
    const strict = await startHarness({ env: { SOTTO_SECOND_FACTOR: 'required' } })
    try {
      const carol = await strict.newPerson('carol')
      const { secret } = must(await carol.engine.call('newAuthenticator'))
      const bytes = parseTotpSecret(secret) ?? new Uint8Array()
      const code = totpCode(bytes, totpStep(Date.now()))
      must(await carol.engine.call('addAuthenticator', { password: testPassword, secret, code }))
      const terminal = await strict.newDevice()
      const asked = must(await terminal.engine.call('askForSignIn', { server: strict.url }))
      const waiting = terminal.engine.call('awaitSignIn', { ticket: asked.ticket })
      must(await admit(carol, asked.code))
      expect(codeOf(await waiting)).toBe('ok')
    } finally {
      await strict.close()
    }
  })
})

it('[O-2] [DL-5] an account that was disabled lets in no device, also one that has its keys', {
  timeout: 120_000,
}, async () => {
  const doris = await harness.newPerson('doris')
  const { asked, wait } = await asking()
  must(await admit(doris, asked.code))
  expect(await harness.askOperator('POST', '/accounts/doris/disable')).toBe(200)
  expect(codeOf(await wait())).toBe('unauthenticated')
})
