// Signing in without a password in the terminal, and programs with access, through the real program.

import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Place } from './place.fixture.ts'

const place = new Place()
const noPassword = { env: { SOTTO_PASSWORD: '' } }

beforeAll(async () => {
  await place.serve()
  expect((await place.sotto('alice', ['signup', 'alice'])).code).toBe(0)
})
afterAll(() => place.remove())

async function asking(profile: string, ...words: readonly string[]) {
  const signin = place.start(profile, ['signin', ...words], noPassword)
  const [asked] = await signin.wrote(1)
  return { signin, asked, code: String(asked?.code) }
}

describe('signin without a password', { timeout: 120_000 }, () => {
  test('[DL-1] [DL-5] by a code that a signed-in device approves, named as asked', async () => {
    const { signin, asked, code } = await asking('bot', 'alice', '--device-name', 'News bot')
    expect(asked).toMatchObject({ address: `${place.server}/device`, link: `${place.server}/device#${code}` })
    const approved = await place.sotto('alice', ['approve', code])
    expect(approved.lines).toEqual([{ kind: 'device', from: '127.0.0.0/24', approved: true }])
    const { lines, code: exit } = await signin.ended
    expect(exit).toBe(0)
    expect(lines[1]).toMatchObject({ account: 'alice' })
    const devices = await place.sotto('alice', ['devices'])
    expect(devices.lines).toContainEqual(
      expect.objectContaining({ device: lines[1]?.device, name: 'News bot' }),
    )
    expect((await place.sotto('bot', ['whoami'])).lines).toMatchObject([{ account: 'alice' }])
  })

  test('refused there, for somebody else, or with a wrong password: nobody is signed in', async () => {
    const first = await asking('other')
    expect((await place.sotto('alice', ['approve', first.code, '--no'])).code).toBe(0)
    expect((await first.signin.ended).lines[1]).toMatchObject({ error: { code: 'link_denied' } })
    const second = await asking('other', 'bob')
    const wrong = await place.sotto('alice', ['approve', second.code], {
      env: { SOTTO_PASSWORD: 'not the password' },
    })
    expect(wrong.lines).toMatchObject([{ error: { code: 'wrong_password' } }])
    expect((await place.sotto('alice', ['approve', second.code])).code).toBe(0)
    expect((await second.signin.ended).lines[1]).toMatchObject({ error: { code: 'other_account' } })
    expect((await place.sotto('other', ['whoami'])).lines).toMatchObject([
      { error: { code: 'not_signed_in' } },
    ])
  })

  test('is ended by Ctrl-C at once', async () => {
    const { signin } = await asking('other')
    signin.child.kill('SIGINT')
    expect((await signin.ended).lines[1]).toMatchObject({ error: { code: 'interrupted' } })
  })

  test('the password stays, where it is given, and is of a name', async () => {
    const nameless = await place.sotto('third', ['signin'])
    expect(nameless).toMatchObject({ code: 2, lines: [{ error: { code: 'usage' } }] })
    expect((await place.sotto('third', ['signin', 'alice'])).lines).toMatchObject([{ account: 'alice' }])
    const asked = await place.sotto('fourth', ['signin', 'alice', '--password'], noPassword)
    expect(asked.lines).toMatchObject([{ error: { code: 'usage' } }])
  })
})

test('[OA-1] [OA-4] [OA-8] a program is registered, approved by its code, listed, and ended', async () => {
  const [made] = (await place.sotto('alice', ['programs', 'register', 'Status board'])).lines
  const program = String(made?.program)
  const form = (path: string, fields: Record<string, string>) =>
    fetch(`${place.server}${path}`, {
      method: 'POST',
      body: new URLSearchParams({ client_id: program, ...fields }),
    })
  const started = (await (await form('/oauth/device', { scope: 'profile:read' })).json()) as Record<
    string,
    string
  >
  const code = String(started.user_code)
  const told = await place.sotto('alice', ['approve', code])
  expect(told.lines).toMatchObject([
    { error: { code: 'not_confirmed', message: expect.stringContaining('profile:read') } },
  ])
  const approved = await place.sotto('alice', ['approve', code, '--yes'])
  expect(approved.lines).toMatchObject([
    { kind: 'program', name: 'Status board', by: 'alice', approved: true },
  ])
  const grant = {
    grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
    device_code: String(started.device_code),
  }
  const tokens = (await (await form('/oauth/token', grant)).json()) as Record<string, string>
  const profile = () =>
    fetch(`${place.server}/v1/profile`, { headers: { authorization: `Bearer ${tokens.access_token}` } })
  expect(await (await profile()).json()).toMatchObject({ account: 'alice' })

  const [access, registered] = (await place.sotto('alice', ['programs'])).lines
  expect(access).toMatchObject({ name: 'Status board', scopes: ['profile:read'], used: expect.any(Number) })
  expect(registered).toMatchObject({ program, redirectUris: [] })
  expect((await place.sotto('alice', ['programs', 'revoke', String(access?.access)])).code).toBe(0)
  expect((await profile()).status).toBe(401)
  expect((await place.sotto('alice', ['programs', 'remove', program])).code).toBe(0)
  expect((await place.sotto('alice', ['programs'])).lines).toEqual([])
}, 120_000)
