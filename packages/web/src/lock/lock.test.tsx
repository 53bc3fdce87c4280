import { within } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import { lockPassphrase } from '../testing/lock-commands.ts'
import { renderApp } from '../testing/render-app.tsx'
import { addRoom, emptyWorld, person, say, type World } from '../testing/world.ts'

function worldWith(lock: World['lock']): World {
  const world = emptyWorld()
  world.people.push(person('bob'))
  const room = addRoom(world, { members: ['bob'] })
  say(world, room, 'bob', { at: Date.now(), text: 'for your eyes alone' })
  world.lock = lock
  return world
}

describe('the lock screen', () => {
  it('[AL-2] shows nothing of what is here until the passphrase opens it', async () => {
    const { screen, user } = renderApp(worldWith({ on: true, afterMinutes: 5 }), '/settings/this-device')
    await user.click(await screen.findByRole('button', { name: 'Lock now' }))
    expect(await screen.findByRole('heading', { name: 'Sotto is locked' })).toBeDefined()
    expect(document.body.textContent).not.toMatch(/bob|alice|for your eyes/)
    await user.click(screen.getByRole('button', { name: 'Open' }))
    expect(await screen.findByText('Enter the passphrase.')).toBeDefined()
    const field = screen.getByLabelText('Passphrase')
    await user.type(field, 'not this one{Enter}')
    expect((await screen.findByRole('alert')).textContent).toContain('not the passphrase')
    await user.clear(field)
    await user.type(field, `${lockPassphrase}{Enter}`)
    expect(await screen.findByText('for your eyes alone')).toBeDefined()
  })

  it('[AL-4] lets who has forgotten it erase the device, and says what that means', async () => {
    const world = emptyWorld()
    world.session = { state: 'locked' }
    const { screen, user, engine } = renderApp(world)
    await user.click(await screen.findByRole('button', { name: 'Forgot the passphrase?' }))
    const dialog = within(await screen.findByRole('alertdialog'))
    expect(dialog.getByText(/stays until you sign it out from another/)).toBeDefined()
    await user.click(dialog.getByRole('button', { name: 'Erase and sign in again' }))
    expect(await screen.findByRole('heading', { name: /Sign in|Create your account/ })).toBeDefined()
    expect(engine.calls.some(({ command }) => command === 'signOut')).toBe(true)
  })
})

describe('the lock in the settings', () => {
  it('[AL-1] [AL-3] is turned on with a passphrase and a time, changed, and turned off', async () => {
    const { screen, user, engine } = renderApp(
      worldWith({ on: false, afterMinutes: 0 }),
      '/settings/this-device',
    )
    const section = () => within(screen.getByRole('region', { name: 'App lock' }))
    await user.click(await screen.findByRole('button', { name: 'Turn on the app lock' }))
    const dialog = within(await screen.findByRole('dialog'))
    const turnOn = dialog.getByRole('button', { name: 'Turn on the app lock' })
    await user.type(dialog.getByLabelText('Passphrase'), 'short')
    await user.click(turnOn)
    expect(await dialog.findByText('Use at least 8 characters.')).toBeDefined()
    expect(engine.calls.some(({ command }) => command === 'setLock')).toBe(false)
    await user.clear(dialog.getByLabelText('Passphrase'))
    await user.type(dialog.getByLabelText('Passphrase'), lockPassphrase)
    await user.selectOptions(dialog.getByLabelText('Lock by itself'), '15')
    await user.click(turnOn)
    await user.click(await dialog.findByRole('button', { name: 'Done' }))
    expect(engine.world.lock).toEqual({ on: true, afterMinutes: 15 })
    await user.selectOptions(await section().findByLabelText('Lock by itself'), '1')
    expect(engine.world.lock).toEqual({ on: true, afterMinutes: 1 })
    await user.click(section().getByRole('button', { name: 'Turn off the app lock' }))
    const off = within(await screen.findByRole('dialog'))
    await user.type(off.getByLabelText('Passphrase'), `${lockPassphrase}{Enter}`)
    expect(await section().findByText('Off')).toBeDefined()
  })

  it('[AL-3] is told that somebody is at it, however much they do, now and then', async () => {
    const { screen, user, engine } = renderApp(worldWith({ on: true, afterMinutes: 5 }))
    await screen.findByRole('navigation', { name: 'Conversations' })
    await user.keyboard('abc')
    await user.pointer({ target: document.body })
    expect(engine.calls.filter(({ command }) => command === 'stay')).toHaveLength(1)
  })
})
