import type { PasskeyRefusal } from '@sotto/client/browser'
import { waitFor, within } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import { renderApp } from '../testing/render-app.tsx'
import { backupCodes, noFactors } from '../testing/way-commands.ts'
import { emptyWorld, type World } from '../testing/world.ts'
import type { PasskeyDoor } from './passkey-door.ts'

const made = { attempt: 'one', id: 'BBBB', clientData: '', attestation: '' }
const passkey = { attempt: 'one', id: 'BBBB', clientData: '', authenticatorData: '', signature: '' }
const prf = new Uint8Array(32)

type Suggestion = Awaited<ReturnType<PasskeyDoor['suggest']>>

/** Nothing is chosen until the form is gone. */
const over = (signal: AbortSignal) =>
  new Promise<'over'>((resolve) => signal.addEventListener('abort', () => resolve('over')))

/** A browser that makes and shows this passkey, after these refusals; `suggested`: what is chosen in the field. */
function browserWith(
  refusals: readonly PasskeyRefusal[] = [],
  hasPrf = true,
  suggested: Suggestion[] = [],
): PasskeyDoor {
  const left = [...refusals]
  const given = hasPrf ? { prf } : {}
  const answer = <T,>(value: T) => {
    const why = left.shift()
    return why === undefined ? ({ ok: true, value } as const) : ({ ok: false, why } as const)
  }
  return {
    canUse: () => true,
    make: async () => answer({ made, ...given }),
    show: async () => answer({ passkey, ...given }),
    evaluate: async () => answer({ id: passkey.id, prf }),
    canSuggest: async () => suggested.length > 0,
    suggest: async (_asked, signal) => suggested.shift() ?? over(signal),
  }
}

const signedOut = (): World => ({ ...emptyWorld(), session: { state: 'signed-out' } })
const having = (factors: Partial<typeof noFactors>): World => ({
  ...emptyWorld(),
  account: { recovery: 'ready', alerts: [], factors: { ...noFactors, ...factors } },
})

type App = ReturnType<typeof renderApp>

async function fillSignIn({ user, screen }: App) {
  await user.type(await screen.findByLabelText('Name'), 'alice')
  await user.type(screen.getByLabelText('Password'), 'a good password')
  await user.click(screen.getByRole('button', { name: 'Sign in' }))
}

describe('signing in with a second step', () => {
  const asked = { attempt: 'one', has: ['authenticator', 'backup', 'passkey'] } as const
  const required = {
    code: 'second_factor_required',
    message: 'A second factor.',
    secondFactor: asked,
  } as const

  it('asks for a code, says when it was wrong, and keeps the first step', async () => {
    const app = renderApp(signedOut(), '/sign-in')
    const { user, screen, engine } = app
    engine.failNext('signIn', required)
    await fillSignIn(app)
    const code = await screen.findByLabelText('Code of your authenticator app')
    expect(document.activeElement).toBe(code)
    expect(screen.queryByRole('alert')).toBeNull()
    engine.failNext('signIn', { ...required, code: 'second_factor_wrong', message: 'This code is wrong.' })
    await user.type(code, '000000{Enter}')
    expect(await screen.findByText('This code is wrong.')).toBeDefined()
    await user.click(screen.getByRole('button', { name: 'Back' }))
    expect(screen.getByLabelText('Name')).toHaveProperty('value', 'alice')
    engine.failNext('signIn', required)
    await user.click(screen.getByRole('button', { name: 'Sign in' }))
    await user.type(await screen.findByLabelText('Code of your authenticator app'), '123 456{Enter}')
    expect(await screen.findByRole('navigation', { name: 'Conversations' })).toBeDefined()
    expect(engine.calls.findLast(({ command }) => command === 'signIn')?.params).toMatchObject({
      ...{ account: 'alice', password: 'a good password' },
      secondFactor: { code: '123 456' },
    })
  })

  it('takes a passkey instead, and says when none was shown', async () => {
    const app = renderApp(signedOut(), '/sign-in', browserWith(['cancelled']))
    const { user, screen, engine } = app
    engine.failNext('signIn', { ...required, secondFactor: { attempt: 'one', has: ['passkey'] } })
    await fillSignIn(app)
    await user.click(await screen.findByRole('button', { name: 'Use a passkey' }))
    expect(await screen.findByText(/No passkey was shown/)).toBeDefined()
    expect(screen.queryByLabelText(/Code/)).toBeNull()
    await user.click(screen.getByRole('button', { name: 'Use a passkey' }))
    expect(await screen.findByRole('navigation', { name: 'Conversations' })).toBeDefined()
    expect(engine.calls.findLast(({ command }) => command === 'signIn')?.params).toMatchObject({
      secondFactor: { passkey },
    })
  })

  it('by a passkey that the browser suggests in the field, also when something else was asked for meanwhile', async () => {
    const chosen = { ok: true, value: { passkey, prf } } as const
    const door = browserWith([], true, ['over', chosen])
    const { screen, commands } = renderApp(signedOut(), '/sign-in', door)
    expect((await screen.findByLabelText('Name')).getAttribute('autocomplete')).toBe('username webauthn')
    expect(await screen.findByRole('navigation', { name: 'Conversations' })).toBeDefined()
    const asked = commands().filter((one) => one === 'askForPasskey' || one === 'signInWithPasskey')
    expect(asked).toEqual(['askForPasskey', 'askForPasskey', 'signInWithPasskey'])
  })

  it('by a passkey alone needs neither name nor password', async () => {
    const { user, screen, engine } = renderApp(signedOut(), '/sign-in', browserWith())
    const message = 'This passkey of alice can’t open the messages by itself.'
    engine.failNext('signInWithPasskey', { code: 'passkey_needs_password', message })
    await user.click(await screen.findByRole('button', { name: 'Sign in with a passkey' }))
    expect(await screen.findByText(message)).toBeDefined()
    await user.click(screen.getByRole('button', { name: 'Sign in with a passkey' }))
    expect(await screen.findByRole('navigation', { name: 'Conversations' })).toBeDefined()
    expect(engine.calls.findLast(({ command }) => command === 'signInWithPasskey')?.params).toMatchObject({
      passkey,
      prf,
    })
  })
})

describe('the settings', () => {
  it('set up an authenticator app, and keep its backup codes on the screen until they are saved', async () => {
    const { user, screen, engine } = renderApp(having({}), '/settings/security')
    await user.click(await screen.findByRole('button', { name: 'Set up an authenticator app' }))
    expect(await screen.findByRole('img', { name: 'QR code for your authenticator app' })).toBeDefined()
    expect(screen.getByTestId('authenticator-secret').textContent).toMatch(/^GEZD GNBV/)
    const dialog = within(screen.getByRole('dialog'))
    await user.click(dialog.getByRole('button', { name: 'Turn it on' }))
    expect(await dialog.findByText('Enter the code.')).toBeDefined()
    await user.type(dialog.getByLabelText('Code that the app shows'), '123456')
    await user.type(dialog.getByLabelText('Your password'), 'a good password')
    await user.click(dialog.getByRole('button', { name: 'Turn it on' }))
    expect((await screen.findByTestId('backup-codes')).textContent).toContain(backupCodes[9])
    expect(screen.queryByRole('button', { name: 'Close' })).toBeNull()
    await user.click(screen.getByRole('checkbox', { name: /I have saved it/ }))
    await user.click(screen.getByRole('button', { name: 'Done' }))
    expect(await screen.findByText(/10 left/)).toBeDefined()
    expect(engine.calls.find(({ command }) => command === 'addAuthenticator')?.params).toMatchObject({
      ...{ code: '123456', password: 'a good password' },
      secret: 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ',
    })
  })

  it('make a passkey, say what it can do, name and remove it', async () => {
    const { user, screen, engine } = renderApp(
      having({ authenticator: true, backupCodes: 3 }),
      '/settings/security',
      browserWith(['known'], false),
    )
    await user.click(await screen.findByRole('button', { name: 'Add a passkey' }))
    await user.type(await screen.findByLabelText('Name of the passkey'), 'Blue key')
    await user.type(screen.getByLabelText('Your password'), 'a good password')
    await user.click(screen.getByRole('button', { name: 'Make the passkey' }))
    expect(await screen.findByText(/has a passkey of your account already/)).toBeDefined()
    await user.click(screen.getByRole('button', { name: 'Make the passkey' }))
    expect(await screen.findByText(/added as a second factor/)).toBeDefined()
    await user.click(screen.getByRole('checkbox', { name: /I have saved it/ }))
    await user.click(screen.getByRole('button', { name: 'Done' }))
    await user.click(await screen.findByRole('button', { name: 'Remove Blue key' }))
    engine.failNext('removePasskey', {
      code: 'wrong_password',
      message: 'That is not your present password.',
    })
    await user.type(await screen.findByLabelText('Your password'), 'a guess')
    await user.click(screen.getByRole('button', { name: 'Remove' }))
    expect((await screen.findByRole('alert')).textContent).toContain('not your present password')
    await user.click(screen.getByRole('button', { name: 'Remove' }))
    await waitFor(() => expect(screen.queryByText('Blue key')).toBeNull())
  })

  it('say nothing of second factors where the server has none', async () => {
    const { screen } = renderApp(having({ policy: 'off' }), '/settings/security')
    expect(await screen.findByRole('button', { name: 'Save a key file' })).toBeDefined()
    expect(screen.queryByRole('heading', { name: 'Second factor' })).toBeNull()
  })
})

describe('a server that wants a second factor', () => {
  it('[F-10] leads nowhere else until there is one and its codes are saved', async () => {
    const { user, screen } = renderApp(having({ policy: 'required', missing: true }), '/', browserWith())
    expect(await screen.findByRole('heading', { name: 'Set up a second factor' })).toBeDefined()
    expect(screen.queryByRole('navigation', { name: 'Conversations' })).toBeNull()
    await user.click(screen.getByRole('button', { name: 'Add a passkey' }))
    await user.type(await screen.findByLabelText('Name of the passkey'), 'Blue key')
    await user.type(screen.getByLabelText('Your password'), 'a good password')
    await user.click(screen.getByRole('button', { name: 'Make the passkey' }))
    expect(await screen.findByTestId('backup-codes')).toBeDefined()
    expect(screen.queryByRole('navigation', { name: 'Conversations' })).toBeNull()
    await user.click(screen.getByRole('checkbox', { name: /I have saved it/ }))
    await user.click(screen.getByRole('button', { name: 'Done' }))
    expect(await screen.findByRole('navigation', { name: 'Conversations' })).toBeDefined()
  })
})

describe('who has only a passkey at hand', () => {
  const opening = { id: 'BBBB', name: 'Phone', added: 0, opens: true, synced: false }
  const params = ({ engine }: App, command: string) =>
    engine.calls.find((call) => call.command === command)?.params

  it('[V-3] sets a new password with it', async () => {
    const app = renderApp(having({ passkeys: [opening] }), '/settings/security', browserWith(['cancelled']))
    const { user, screen } = app
    await user.click(await screen.findByRole('button', { name: 'Change password' }))
    await user.click(await screen.findByRole('button', { name: 'Use a passkey instead' }))
    await user.type(screen.getByLabelText('New password'), 'a loud heron in the reeds{Enter}')
    expect((await screen.findByRole('alert')).textContent).toContain('No passkey was shown')
    await user.type(screen.getByLabelText('New password'), '{Enter}')
    expect(await screen.findByText('Your password is changed.')).toBeDefined()
    expect(params(app, 'changePassword')).toMatchObject({ present: { passkey: { id: 'BBBB' }, prf } })
  })

  it('[DL-5] signs another device in with it', async () => {
    const app = renderApp(having({ passkeys: [opening] }), '/device#K7QM-94TN-WX3B', browserWith())
    const { user, screen } = app
    await user.click(await screen.findByRole('button', { name: 'Continue' }))
    await user.click(await screen.findByRole('button', { name: 'Use a passkey instead' }))
    await user.click(screen.getByRole('button', { name: 'Sign it in' }))
    expect(await screen.findByText('It is signed in')).toBeDefined()
    expect(params(app, 'admitDevice')).toMatchObject({ passkey: { id: 'BBBB' }, prf })
  })

  it('is offered that only where the passkey opens the account', async () => {
    const world = having({ passkeys: [{ ...opening, opens: false }] })
    const { user, screen } = renderApp(world, '/settings/security', browserWith())
    await user.click(await screen.findByRole('button', { name: 'Change password' }))
    expect(await screen.findByLabelText('Present password')).toBeDefined()
    expect(screen.queryByRole('button', { name: 'Use a passkey instead' })).toBeNull()
  })
})
