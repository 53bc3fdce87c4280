import { waitFor } from '@testing-library/react'
import { beforeEach, describe, expect, it } from 'vitest'
import { account } from '../testing/ids.ts'
import { renderApp } from '../testing/render-app.tsx'
import { emptyWorld, type World } from '../testing/world.ts'

const acme = { name: 'Acme', required: false }
const back = '/sso?code=abc&state=xyz'

const signedOut = (more: Partial<World> = {}): World => ({
  ...emptyWorld(),
  session: { state: 'signed-out' },
  provider: acme,
  ...more,
})

const connectedTo = (sso: Partial<{ required: boolean; connected: boolean }>): World => ({
  ...emptyWorld(),
  account: { recovery: 'ready', alerts: [], sso: { ...acme, connected: false, ...sso } },
})

beforeEach(() => {
  localStorage.setItem('sotto.known', 'yes')
  sessionStorage.clear()
})

describe('signing in through the provider', () => {
  it('is offered where the server has one, and sends the browser there with a secret kept', async () => {
    const { screen, user, gone } = renderApp(signedOut())
    await user.click(await screen.findByRole('button', { name: 'Sign in with Acme' }))
    await waitFor(() => expect(gone).toEqual(['https://login.example/authorize']))
    expect(sessionStorage.getItem('sotto.sso')).toBe('secret')
    expect(screen.getByLabelText('Name')).toBeDefined()
  })

  it('is not offered where the server has none', async () => {
    const { screen, commands } = renderApp(signedOut({ provider: undefined }))
    await screen.findByLabelText('Name')
    await waitFor(() => expect(commands()).toContain('findProvider'))
    expect(screen.queryByRole('button', { name: /Sign in with/ })).toBeNull()
  })

  it('says why it can’t be begun, and leaves the form', async () => {
    const { screen, user, engine, gone } = renderApp(signedOut())
    engine.failNext('startSso', { code: 'unavailable', message: 'Acme can’t be asked.' })
    await user.click(await screen.findByRole('button', { name: 'Sign in with Acme' }))
    expect(await screen.findByText('Acme can’t be asked.')).toBeDefined()
    expect(gone).toEqual([])
    expect(screen.getByLabelText('Password')).toBeDefined()
  })

  it('comes back to the form of the account it belongs to, and brings the ticket along', async () => {
    sessionStorage.setItem('sotto.sso', 'secret')
    const world = signedOut()
    world.identified = { ...world.identified, account: account('alice') }
    const { screen, user, engine, history } = renderApp(world, back)
    expect(await screen.findByText(/this is alice’s account/)).toBeDefined()
    expect(history.location.href).toBe('/sign-in')
    expect(engine.calls.find(({ command }) => command === 'finishSso')?.params).toMatchObject({
      ...{ secret: 'secret', answer: 'code=abc&state=xyz' },
    })
    expect(sessionStorage.length).toBe(0)
    expect(screen.getByLabelText<HTMLInputElement>('Name').value).toBe('alice')
    await user.type(screen.getByLabelText('Password'), 'correct horse battery')
    await user.click(screen.getByRole('button', { name: 'Sign in' }))
    expect(await screen.findByRole('navigation', { name: 'Conversations' })).toBeDefined()
    const given = { account: 'alice', ticket: 'ticket' }
    expect(engine.calls.find(({ command }) => command === 'signIn')?.params).toMatchObject(given)
  })

  it('comes back to a new account with a name suggested; who is somebody else drops it', async () => {
    sessionStorage.setItem('sotto.sso', 'secret')
    const world = signedOut()
    world.identified = { ...world.identified, suggested: account('alice.b') }
    const { screen, user, engine } = renderApp(world, back)
    expect(await screen.findByText(/No account here is connected/)).toBeDefined()
    expect(screen.getByLabelText<HTMLInputElement>('Name').value).toBe('alice.b')
    await user.click(screen.getByRole('button', { name: 'That isn’t me' }))
    expect(screen.queryByText(/No account here is connected/)).toBeNull()
    expect(screen.getByLabelText<HTMLInputElement>('Name').value).toBe('')
    await user.type(screen.getByLabelText('Name'), 'bob')
    await user.type(screen.getByLabelText('Password'), 'correct horse battery')
    await user.click(screen.getByRole('button', { name: 'Create account' }))
    await screen.findByText(/^KITE-/)
    const { params } = engine.calls.find(({ command }) => command === 'signUp') ?? {}
    expect(params).not.toHaveProperty('ticket')
  })

  it('says what went wrong on the way back, and how to begin again', async () => {
    const { screen, user } = renderApp(signedOut(), back)
    expect(await screen.findByText(/begun too long ago, in another browser/)).toBeDefined()
    await user.click(screen.getByRole('link', { name: 'Begin again' }))
    expect(await screen.findByRole('button', { name: 'Sign in with Acme' })).toBeDefined()
  })

  it('comes before everything else where the server wants it', async () => {
    const { screen } = renderApp(signedOut({ provider: { ...acme, required: true } }))
    expect(await screen.findByText(/This server asks Acme first/)).toBeDefined()
    expect(screen.queryByLabelText('Password')).toBeNull()
  })

  it('[SSO-5] does not come before another device, which stands in for it', async () => {
    const { screen, user, commands } = renderApp(signedOut({ provider: { ...acme, required: true } }))
    await screen.findByText(/This server asks Acme first/)
    await user.click(screen.getByRole('link', { name: /another device/i }))
    await waitFor(() => expect(commands()).toContain('askForSignIn'))
    expect(screen.queryByText(/This server asks Acme first/)).toBeNull()
  })
})

describe('the connection in the settings', () => {
  it('begins, and ends with the password on the way back', async () => {
    const first = renderApp(connectedTo({}), '/settings/security')
    await first.user.click(await first.screen.findByRole('button', { name: 'Connect with Acme' }))
    await waitFor(() => expect(first.gone).toEqual(['https://login.example/authorize']))
    first.unmount()
    const { screen, user, engine, history } = renderApp(connectedTo({}), back)
    await user.type(await screen.findByLabelText('Your password'), 'correct horse battery')
    await user.click(screen.getByRole('button', { name: 'Connect with Acme' }))
    expect(await screen.findByRole('button', { name: 'Disconnect from Acme' })).toBeDefined()
    expect(history.location.pathname).toBe('/settings/security')
    expect(engine.calls.find(({ command }) => command === 'connectSso')?.params).toMatchObject({
      identity: { ticket: 'ticket', subject: '7' },
    })
  })

  it('says whose it is when it is somebody else’s', async () => {
    sessionStorage.setItem('sotto.sso', 'secret')
    const world = connectedTo({})
    world.identified = { ...world.identified, account: account('bob') }
    const { screen } = renderApp(world, back)
    expect(await screen.findByText(/belongs to bob’s account/)).toBeDefined()
  })

  it('is ended with the password, unless the server wants it', async () => {
    const { screen, user, engine, unmount } = renderApp(
      connectedTo({ connected: true }),
      '/settings/security',
    )
    await user.click(await screen.findByRole('button', { name: 'Disconnect from Acme' }))
    await user.type(screen.getByLabelText('Your password'), 'correct horse battery')
    await user.click(screen.getByRole('button', { name: 'Disconnect' }))
    expect(await screen.findByRole('button', { name: 'Connect with Acme' })).toBeDefined()
    expect(engine.calls.map(({ command }) => command)).toContain('disconnectSso')
    unmount()
    const wanted = renderApp(connectedTo({ connected: true, required: true }), '/settings/security')
    expect(await wanted.screen.findByText(/wants everybody to be connected/)).toBeDefined()
    expect(wanted.screen.queryByRole('button', { name: /Disconnect/ })).toBeNull()
  })
})
