import { waitFor } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import { renderApp } from '../testing/render-app.tsx'
import { emptyWorld, type World } from '../testing/world.ts'

const signedOut = (more: Partial<World> = {}): World => ({
  ...emptyWorld(),
  session: { state: 'signed-out' },
  ...more,
})
const code = /^KITE-/

describe('signing up', () => {
  it('shows the recovery code until the person says it is saved, though the session has begun', async () => {
    const { user, screen, engine } = renderApp(signedOut())
    await user.type(await screen.findByLabelText('Name'), 'alice')
    await user.type(screen.getByLabelText('Password'), 'correct horse battery')
    await user.click(screen.getByRole('button', { name: 'Create account' }))
    expect(await screen.findByText(code)).toBeDefined()
    expect(engine.world.session.state).toBe('signed-in')
    expect(screen.queryByRole('navigation')).toBeNull()
    const goOn = screen.getByRole('button', { name: 'Continue to Sotto' })
    expect(goOn.hasAttribute('disabled') || goOn.getAttribute('aria-disabled') === 'true').toBe(true)
    await user.click(screen.getByRole('checkbox', { name: /I have saved it/ }))
    await user.click(goOn)
    expect(await screen.findByRole('navigation', { name: 'Conversations' })).toBeDefined()
    expect(screen.queryByText(code)).toBeNull()
  })

  it('checks name and password before it asks the engine', async () => {
    const { user, screen, commands } = renderApp(signedOut())
    await user.type(await screen.findByLabelText('Name'), 'not a name!')
    await user.type(screen.getByLabelText('Password'), 'short')
    await user.click(screen.getByRole('button', { name: 'Create account' }))
    expect(await screen.findByText(/Begin and end with a letter/)).toBeDefined()
    expect(screen.getByText('Use at least 8 characters.')).toBeDefined()
    expect(commands()).not.toContain('signUp')
  })

  it('says beside the name that it is taken, and lets the person try another', async () => {
    const { user, screen, engine } = renderApp(signedOut())
    engine.failNext('signUp', { code: 'name_taken', message: 'Somebody has this name already.' })
    await user.type(await screen.findByLabelText('Name'), 'alice')
    await user.type(screen.getByLabelText('Password'), 'correct horse battery')
    await user.click(screen.getByRole('button', { name: 'Create account' }))
    expect(await screen.findByText('Somebody has this name already.')).toBeDefined()
    expect(screen.getByLabelText('Name').getAttribute('aria-invalid')).toBe('true')
    await user.click(screen.getByRole('button', { name: 'Create account' }))
    expect(await screen.findByText(code)).toBeDefined()
  })
})

describe('signing in', () => {
  it('is offered first to who has been here, and says why they are out', async () => {
    localStorage.setItem('sotto.known', 'yes')
    const world = signedOut({ session: { state: 'signed-out', reason: 'device-removed' } })
    const { screen } = renderApp(world)
    expect(await screen.findByRole('heading', { name: 'Sign in' })).toBeDefined()
    expect(screen.getByText('This device was signed out from another one.')).toBeDefined()
  })

  it('says what went wrong and keeps what was typed', async () => {
    const { user, screen, engine } = renderApp(signedOut(), '/sign-in')
    engine.failNext('signIn', { code: 'wrong_password', message: 'Name or password is wrong.' })
    await user.type(await screen.findByLabelText('Name'), 'alice')
    await user.type(screen.getByLabelText('Password'), 'wrong password')
    await user.click(screen.getByRole('button', { name: 'Sign in' }))
    expect((await screen.findByRole('alert')).textContent).toContain('Name or password is wrong.')
    expect(screen.getByLabelText('Name')).toHaveProperty('value', 'alice')
    await user.click(screen.getByRole('button', { name: 'Sign in' }))
    expect(await screen.findByRole('navigation', { name: 'Conversations' })).toBeDefined()
  })
})

describe('where somebody’s messages are kept', () => {
  const world = () => {
    const { own } = emptyWorld()
    const kept = { account: own, server: window.location.origin }
    return signedOut({ session: { state: 'signed-out', reason: 'session-ended', kept } })
  }
  const enterAs = async (name: string) => {
    const app = renderApp(world(), '/sign-in')
    const { user, screen } = app
    await user.type(await screen.findByLabelText('Name'), name)
    await user.type(screen.getByLabelText('Password'), 'correct horse battery')
    await user.click(screen.getByRole('button', { name: 'Sign in' }))
    return app
  }

  it('says whose they are, and lets them in unasked', async () => {
    const { screen, engine } = await enterAs('alice')
    expect(await screen.findByRole('navigation', { name: 'Conversations' })).toBeDefined()
    expect(engine.world.session.state).toBe('signed-in')
    expect(screen.queryByRole('alertdialog')).toBeNull()
  })

  it('asks before somebody else’s sign-in erases them; to cancel is what Enter does', async () => {
    const { user, screen, engine } = await enterAs('bob')
    expect(screen.getByText(/The messages of alice are still in this browser/)).toBeDefined()
    const dialog = await screen.findByRole('alertdialog', { name: 'Erase the messages of alice?' })
    await waitFor(() => expect(document.activeElement?.textContent).toBe('Cancel'))
    await user.keyboard('{Enter}')
    await waitFor(() => expect(dialog.isConnected).toBe(false))
    expect(engine.world.session).toMatchObject({ state: 'signed-out', kept: { account: 'alice' } })
    await user.click(screen.getByRole('button', { name: 'Sign in' }))
    await user.click(await screen.findByRole('button', { name: 'Erase and go on' }))
    await waitFor(() => expect(engine.world.session).toMatchObject({ state: 'signed-in', account: 'bob' }))
  })
})

it('signs out only after asking', async () => {
  const { user, screen, engine } = renderApp(emptyWorld(), '/settings/this-device')
  await user.click(await screen.findByRole('button', { name: 'Sign out' }))
  const dialog = await screen.findByRole('alertdialog', { name: 'Sign out of this device?' })
  expect(engine.world.session.state).toBe('signed-in')
  const confirm = [...dialog.querySelectorAll('button')].find(({ textContent }) => textContent === 'Sign out')
  await user.click(confirm ?? dialog)
  await waitFor(() => expect(engine.world.session.state).toBe('signed-out'))
  expect(await screen.findByText(/This device keeps nothing/)).toBeDefined()
})

it('stops at a store that can’t be used', async () => {
  const error = { code: 'device_storage_full', message: 'There is no room left on this device.' } as const
  const { screen } = renderApp({ ...emptyWorld(), session: { state: 'store-failed', error } })
  expect(await screen.findByRole('heading', { name: 'This device’s storage can’t be used' })).toBeDefined()
  expect(screen.getByText(/no room left/)).toBeDefined()
  expect(screen.queryByRole('button', { name: 'Start this device anew' })).toBeNull()
})

it('[AL-4] starts a device with a damaged store anew, after saying what that costs', async () => {
  const error = { code: 'device_storage_damaged', message: 'What is stored is damaged.' } as const
  const { screen, user, engine, commands } = renderApp({
    ...emptyWorld(),
    session: { state: 'store-failed', error },
  })
  await user.click(await screen.findByRole('button', { name: 'Start this device anew' }))
  const dialog = await screen.findByRole('alertdialog')
  expect(dialog.textContent).toMatch(/not sent yet, drafts/)
  expect(commands()).not.toContain('signOut')
  await user.click(screen.getByRole('button', { name: 'Erase and sign in' }))
  await waitFor(() => expect(engine.world.session.state).toBe('signed-out'))
  expect(await screen.findByText(/your conversations come back from your history/)).toBeDefined()
})
