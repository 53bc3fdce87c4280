// A terminal and a browser that are signed in by another browser, and a program that is given access in one, each with
// its own code.

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from '@playwright/test'
import * as oauth from 'oauth4webapi'
import { acquainted, newPerson, type Person, password } from './person.ts'
import { pinnedNode, type Sotto, startSotto } from './sotto.ts'

const program = join(import.meta.dirname, '..', '..', 'packages', 'cli', 'bin', 'sotto.mjs')

// passwords and codes are stretched many times
test.describe.configure({ timeout: 300_000 })

let sotto: Sotto
let folder: string
let alice: Person

test.beforeAll(async ({ browser }) => {
  sotto = await startSotto()
  folder = mkdtempSync(join(tmpdir(), 'sotto-e2e-programs-'))
  alice = await newPerson(browser, { name: 'alice', url: sotto.url })
})
test.afterAll(async () => {
  await alice?.close()
  await sotto?.end()
  rmSync(folder, { recursive: true, force: true })
})

type Line = Readonly<Record<string, unknown>>

/** A terminal without a password: what it says, line by line, as it comes. */
class Terminal {
  readonly child: ChildProcess
  readonly ended: Promise<number | null>
  #said = ''
  #complained = ''
  #heard = () => {}

  constructor(...command: readonly string[]) {
    const args = [program, ...command, '--profile', join(folder, 'terminal'), '--server', sotto.url, '--json']
    const { SOTTO_PASSWORD: _none, ...env } = process.env
    this.child = spawn(pinnedNode, args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
    this.child.stdout?.on('data', (chunk: Buffer) => {
      this.#said += chunk.toString()
      this.#heard()
    })
    this.child.stderr?.on('data', (chunk: Buffer) => {
      this.#complained += chunk.toString()
    })
    this.ended = once(this.child, 'close').then(([code]) => code as number | null)
  }

  get lines(): Line[] {
    const whole = this.#said.split('\n').slice(0, -1)
    return whole.map((line) => JSON.parse(line) as Line)
  }

  async line(number: number): Promise<Line> {
    const come = new Promise<void>((resolve) => {
      this.#heard = () => this.lines.length >= number && resolve()
      this.#heard()
    })
    await Promise.race([come, this.ended])
    const found = this.lines[number - 1]
    if (found === undefined) throw new Error(`The terminal ended: ${this.#said}${this.#complained}`)
    return found
  }
}

test('[DL-5] sotto signin in a terminal, let in by a browser: what was written opens there', async ({
  browser,
}) => {
  const bob = await newPerson(browser, { name: 'bob', url: sotto.url })
  await acquainted(bob, alice)
  const signin = new Terminal('signin', 'alice')
  const asked = await signin.line(1)
  expect(asked.address).toBe(`${sotto.url}/device`)

  const { page } = alice
  await page.goto(`${sotto.url}/settings/devices`)
  await page.getByRole('link', { name: 'Sign in another device' }).click()
  await page.getByRole('textbox', { name: 'Code' }).fill(String(asked.code).toLowerCase())
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'Sign in this device?' })).toBeVisible()
  await expect(page.getByText(String(asked.code))).toBeVisible()
  await page.getByRole('textbox', { name: 'Your password' }).fill(password)
  await page.getByRole('button', { name: 'Sign it in' }).click()
  await expect(page.getByText('It is signed in', { exact: true })).toBeVisible()
  const entered = await signin.line(2)
  expect(entered).toMatchObject({ account: 'alice', device: expect.stringMatching(/^d_/) })
  expect(await signin.ended).toBe(0)
  await expect(page.getByText(/^New device: Terminal on/)).toBeVisible()

  const history = new Terminal('history', 'bob')
  expect(await history.ended).toBe(0)
  expect(history.lines.map((line) => line.text)).toEqual(expect.arrayContaining(['hello', 'hello yourself']))
  await page.getByRole('button', { name: 'Yes, it was me' }).click()
  await bob.close()
})

test('[DL-5] a browser that shows a code is let in by another one, without a password typed in it', {
  tag: '@thorough',
}, async ({ browser }) => {
  const desk = await browser.newPage()
  await desk.goto(`${sotto.url}/sign-in`)
  await desk.getByRole('link', { name: 'Sign in with another device' }).click()
  await expect(desk.getByRole('img', { name: /^QR code/ })).toBeVisible()
  const shown = desk.getByRole('status', { name: 'Code' })
  const first = await shown.textContent()
  await desk.getByRole('link', { name: 'Sign in with your password' }).click()
  await desk.getByRole('link', { name: 'Sign in with another device' }).click()
  await expect(shown).not.toHaveText(first ?? '')
  const code = (await shown.textContent()) ?? ''

  const { page } = alice
  await page.goto('about:blank')
  await page.goto(`${sotto.url}/device#${code}`)
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByRole('textbox', { name: 'Your password' }).fill(password)
  await page.getByRole('button', { name: 'Sign it in' }).click()
  await expect(page.getByText('It is signed in', { exact: true })).toBeVisible()
  await desk.getByRole('link').filter({ hasText: 'bob' }).click()
  await expect(desk.getByRole('article').filter({ hasText: 'hello yourself' })).toBeVisible()
  await page.getByRole('button', { name: 'Yes, it was me' }).click()
  await desk.context().close()
})

test('[DL-1] a link with the code in it, refused: nobody is signed in', { tag: '@thorough' }, async () => {
  rmSync(join(folder, 'terminal'), { recursive: true, force: true })
  const signin = new Terminal('signin')
  const { link } = await signin.line(1)
  const { page } = alice
  await page.goto('about:blank')
  const asked: string[] = []
  page.on('request', (request) => asked.push(request.url() + (request.postData() ?? '')))
  await page.goto(String(link))
  const code = String(link).split('#')[1] ?? ''
  await expect(page.getByRole('textbox', { name: 'Code' })).toHaveValue(code)
  await page.getByRole('button', { name: 'Continue' }).click()
  await page.getByRole('button', { name: 'Refuse' }).click()
  await expect(page.getByText('Refused', { exact: true })).toBeVisible()
  expect(await signin.line(2)).toMatchObject({ error: { code: 'link_denied' } })
  // of the code the server was told the first four symbols
  const secret = code.slice(5).replace('-', '')
  expect(asked.filter((text) => text.includes(secret) || text.includes(code))).toEqual([])
})

test('[OA-3] [OA-8] a program asks by authorization code, is allowed in the app, and ended there', async () => {
  const came: string[] = []
  const server = createServer((request, response) => {
    came.push(request.url ?? '')
    response.end('thank you')
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  try {
    await authorize(alice, { port, came })
  } finally {
    server.close()
  }
})

async function authorize(person: Person, { port, came }: { port: number; came: string[] }): Promise<void> {
  const { page } = person
  await page.goto(`${sotto.url}/settings/programs`)
  await page.getByRole('button', { name: 'Register a program' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('textbox', { name: 'Name of the program' }).fill('Status board')
  await dialog.getByRole('textbox', { name: 'Where it has people sent back to' }).fill('http://127.0.0.1/cb')
  await dialog.getByRole('button', { name: 'Register a program' }).click()
  const told = (await page.getByText(/^Asks as p_/).textContent()) ?? ''
  const client = { client_id: told.replace('Asks as ', '') }

  const insecure = { [oauth.allowInsecureRequests]: true }
  const issuer = new URL(sotto.url)
  const found = await oauth.discoveryRequest(issuer, { algorithm: 'oauth2', ...insecure })
  const as = await oauth.processDiscoveryResponse(issuer, found)
  const verifier = oauth.generateRandomCodeVerifier()
  const state = oauth.generateRandomState()
  const redirectUri = `http://127.0.0.1:${port}/cb`
  const address = new URL(as.authorization_endpoint ?? '')
  const asked = {
    ...client,
    redirect_uri: redirectUri,
    response_type: 'code',
    scope: 'profile:read',
    state,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
  }
  for (const [name, value] of Object.entries(asked)) address.searchParams.set(name, value)
  await page.goto(address.href)
  await expect(
    page.getByRole('heading', { name: 'Status board asks for access to your account' }),
  ).toBeVisible()
  await expect(page.getByText(`Afterwards you go to 127.0.0.1:${port}.`)).toBeVisible()
  await page.getByRole('button', { name: 'Allow' }).click()
  await expect(page.getByText('thank you')).toBeVisible()

  const back = new URL(came.find((url) => url.startsWith('/cb')) ?? '', redirectUri)
  const params = oauth.validateAuthResponse(as, client, back, state)
  const none = oauth.None()
  const given = await oauth.authorizationCodeGrantRequest(
    as, client, none, params, redirectUri, verifier, insecure,
  ) // biome-ignore format: in the order of the library
  const tokens = await oauth.processAuthorizationCodeResponse(as, client, given)
  const headers = { authorization: `Bearer ${tokens.access_token}` }
  const profile = () => fetch(`${sotto.url}/v1/profile`, { headers })
  expect(await (await profile()).json()).toMatchObject({ account: 'alice' })

  await page.goto(`${sotto.url}/settings/programs`)
  await page.getByRole('button', { name: 'End access of Status board' }).click()
  await page.getByRole('button', { name: 'End access', exact: true }).click()
  await expect(page.getByText('No program has access to your account.')).toBeVisible()
  expect((await profile()).status).toBe(401)
}
