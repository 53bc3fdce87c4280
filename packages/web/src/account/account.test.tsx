import { waitFor } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import { renderApp } from '../testing/render-app.tsx'
import { emptyWorld, type World } from '../testing/world.ts'

const signedOut = (): World => ({ ...emptyWorld(), session: { state: 'signed-out' } })
const withAccount = (account: World['account']): World => ({ ...emptyWorld(), account })

describe('the settings', () => {
  it('change the password, and sign the other devices out when asked', async () => {
    const { user, screen, engine } = renderApp(emptyWorld(), '/settings/security')
    await user.click(await screen.findByRole('button', { name: 'Change password' }))
    await user.type(await screen.findByLabelText('Present password'), 'the old one')
    await user.type(screen.getByLabelText('New password'), 'short')
    const change = screen.getByRole('dialog').querySelector('button[type="submit"]') ?? document.body
    await user.click(change)
    expect(await screen.findByText('Use at least 8 characters.')).toBeDefined()
    await user.type(screen.getByLabelText('New password'), ' and longer')
    await user.click(screen.getByRole('checkbox', { name: /Also sign out/ }))
    await user.click(change)
    expect(await screen.findByText('Your password is changed.')).toBeDefined()
    expect(engine.calls.find(({ command }) => command === 'changePassword')?.params).toEqual({
      present: { password: 'the old one' },
      next: 'short and longer',
      signOutOthers: true,
    })
  })

  it('keep a new recovery code on the screen until the person says it is saved', async () => {
    const { user, screen } = renderApp(emptyWorld(), '/settings/security')
    await user.click(await screen.findByRole('button', { name: 'New recovery code' }))
    await user.type(await screen.findByLabelText('Your password'), 'the password')
    await user.click(screen.getByRole('button', { name: 'Make a new code' }))
    expect(await screen.findByText(/^KITE-/)).toBeDefined()
    await user.keyboard('{Escape}')
    expect(screen.getByText(/^KITE-/)).toBeDefined()
    expect(screen.queryByRole('button', { name: 'Close' })).toBeNull()
    await user.click(screen.getByRole('checkbox', { name: /I have saved it/ }))
    await user.click(screen.getByRole('button', { name: 'Done' }))
    await waitFor(() => expect(screen.queryByText(/^KITE-/)).toBeNull())
  })

  it('say that the password was wrong, and keep what was typed', async () => {
    const { user, screen, engine } = renderApp(emptyWorld(), '/settings/security')
    engine.failNext('exportKeys', { code: 'wrong_password', message: 'That is not your present password.' })
    await user.click(await screen.findByRole('button', { name: 'Save a key file' }))
    await user.type(await screen.findByLabelText('Your password'), 'not it')
    await user.type(screen.getByLabelText('A password for the file'), 'for the file only')
    await user.click(screen.getByRole('button', { name: 'Save file' }))
    expect((await screen.findByRole('alert')).textContent).toContain('not your present password')
    expect(screen.getByLabelText('A password for the file')).toHaveProperty('value', 'for the file only')
  })
})

describe('above everything', () => {
  it('what another device did stands until it is dismissed', async () => {
    const alerts = [{ what: 'recovered', at: Date.now() }] as const
    const { user, screen } = renderApp(withAccount({ recovery: 'ready', alerts }))
    expect((await screen.findByRole('alert')).textContent).toContain('signed in with your recovery code')
    await user.click(screen.getByRole('button', { name: 'That was me' }))
    await waitFor(() => expect(screen.queryByRole('alert')).toBeNull())
  })

  it('asks for groups of the recovery code, and leads to a new one when it is lost', async () => {
    const { user, screen } = renderApp(withAccount({ recovery: 'ready', alerts: [], reminder: [2, 5] }))
    await user.click(await screen.findByRole('button', { name: 'Check' }))
    await user.type(await screen.findByLabelText('Group 2'), '7m2q')
    await user.type(screen.getByLabelText('Group 5'), 'nono')
    await user.click(screen.getByRole('button', { name: 'That is right' }))
    expect((await screen.findByRole('alert')).textContent).toContain('not what your recovery code has there')
    await user.click(screen.getByRole('button', { name: /lost it/ }))
    expect(await screen.findByRole('dialog', { name: 'New recovery code' })).toBeDefined()
    await user.keyboard('{Escape}')
    await user.click(await screen.findByRole('button', { name: 'Check' }))
    await user.type(await screen.findByLabelText('Group 2'), '7m2q')
    await user.type(screen.getByLabelText('Group 5'), 'r8hd')
    await user.click(screen.getByRole('button', { name: 'That is right' }))
    await waitFor(() => expect(screen.queryByText('Do you still have your recovery code?')).toBeNull())
  })

  it('says that there is no code that works', async () => {
    const { user, screen } = renderApp(withAccount({ recovery: 'outdated', alerts: [] }))
    await user.click(await screen.findByRole('button', { name: 'Make one' }))
    expect(await screen.findByRole('dialog', { name: 'New recovery code' })).toBeDefined()
  })
})

describe('signing in without the password', () => {
  it('by the recovery code shows the new one before anything else', async () => {
    const { user, screen, engine } = renderApp(signedOut(), '/sign-in')
    await user.click(await screen.findByRole('link', { name: /Use your recovery code/ }))
    engine.failNext('recover', { code: 'mistyped_code', message: 'There is a slip in the recovery code.' })
    await user.type(await screen.findByLabelText('Name'), 'alice')
    await user.type(screen.getByLabelText('Recovery code'), 'kite')
    await user.type(screen.getByLabelText('New password'), 'another heron')
    await user.click(screen.getByRole('button', { name: 'Sign in with the code' }))
    expect(await screen.findByText('There is a slip in the recovery code.')).toBeDefined()
    expect(document.activeElement).toBe(screen.getByLabelText('Recovery code'))
    await user.click(screen.getByRole('button', { name: 'Sign in with the code' }))
    expect(await screen.findByRole('heading', { name: 'Save your recovery code' })).toBeDefined()
  })

  it('by a key file, with a new password for who has forgotten theirs', async () => {
    const { user, screen, engine } = renderApp(signedOut(), '/key-file')
    await user.type(await screen.findByLabelText('Name'), 'alice')
    await user.click(screen.getByRole('button', { name: 'Sign in with the file' }))
    expect(await screen.findByText('Choose your key file.')).toBeDefined()
    await user.upload(
      screen.getByLabelText('Key file'),
      new File(['ARMOUR'], 'keys.txt', { type: 'text/plain' }),
    )
    await user.type(screen.getByLabelText('Password of the file'), 'for the file')
    await user.click(screen.getByRole('checkbox', { name: /forgotten my password/ }))
    await user.type(screen.getByLabelText('New password'), 'another heron')
    await user.click(screen.getByRole('button', { name: 'Sign in with the file' }))
    expect(await screen.findByRole('navigation', { name: 'Conversations' })).toBeDefined()
    expect(engine.calls.find(({ command }) => command === 'signInWithKeys')?.params).toMatchObject({
      account: 'alice',
      file: 'ARMOUR',
      filePassword: 'for the file',
      password: 'another heron',
    })
  })
})
