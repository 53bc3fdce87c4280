import { within } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import type { PasskeyDoor } from '../account/passkey-door.ts'
import { lockPassphrase } from '../testing/lock-commands.ts'
import { renderApp } from '../testing/render-app.tsx'
import { noFactors } from '../testing/way-commands.ts'
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
    const { screen, user } = renderApp(
      worldWith({ on: true, afterMinutes: 5, passphrase: true }),
      '/settings/this-device',
    )
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
    world.lock = { on: true, afterMinutes: 0, passphrase: true }
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
      worldWith({ on: false, afterMinutes: 0, passphrase: false }),
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
    expect(engine.world.lock).toEqual({ on: true, afterMinutes: 15, passphrase: true })
    await user.selectOptions(await section().findByLabelText('Lock by itself'), '1')
    expect(engine.world.lock).toEqual({ on: true, afterMinutes: 1, passphrase: true })
    await user.click(section().getByRole('button', { name: 'Turn off the app lock' }))
    const off = within(await screen.findByRole('dialog'))
    await user.type(off.getByLabelText('Passphrase'), `${lockPassphrase}{Enter}`)
    expect(await section().findByText('Off')).toBeDefined()
  })

  it('[AL-3] is told that somebody is at it, however much they do, now and then', async () => {
    const { screen, user, engine } = renderApp(worldWith({ on: true, afterMinutes: 5, passphrase: true }))
    await screen.findByRole('navigation', { name: 'Conversations' })
    await user.keyboard('abc')
    await user.pointer({ target: document.body })
    expect(engine.calls.filter(({ command }) => command === 'stay')).toHaveLength(1)
  })
})

const prf = new Uint8Array(32)
const phone = { id: 'BBBB', name: 'Phone', added: 0, opens: true, synced: true }

/** A browser that shows this passkey, or says why not, one answer after the other. */
function browserWith(...answers: ('shown' | 'cancelled' | 'no-prf')[]) {
  const asked: (readonly string[])[] = []
  const unfit = async () => ({ ok: false, why: 'unfit' }) as const
  const door: PasskeyDoor = {
    canUse: () => true,
    make: unfit,
    show: unfit,
    canSuggest: async () => false,
    suggest: async () => 'over',
    evaluate: async ({ ids }) => {
      asked.push(ids)
      const answer = answers.shift() ?? 'shown'
      return answer === 'shown' ? { ok: true, value: { id: phone.id, prf } } : { ok: false, why: answer }
    },
  }
  return { door, asked }
}

const withPasskey = (lock: World['lock']): World => ({
  ...worldWith(lock),
  account: { recovery: 'ready', alerts: [], factors: { ...noFactors, passkeys: [phone] } },
})

describe('[AL-5] the lock by a passkey', () => {
  it('is turned on in the settings, and says which passkeys can’t', async () => {
    const { door, asked } = browserWith('no-prf', 'shown')
    const off = { on: false, afterMinutes: 0, passphrase: false }
    const { screen, user, engine } = renderApp(withPasskey(off), '/settings/this-device', door)
    await user.click(await screen.findByRole('button', { name: 'Turn on the app lock' }))
    const dialog = within(await screen.findByRole('dialog'))
    await user.click(dialog.getByRole('radio', { name: 'Passkey' }))
    expect(dialog.getByText(/unless you have set a passphrase as well/)).toBeDefined()
    await user.click(dialog.getByRole('button', { name: 'Turn on the app lock' }))
    expect((await dialog.findByRole('alert')).textContent).toContain('its maker has not built that in')
    await user.click(dialog.getByRole('button', { name: 'Turn on the app lock' }))
    await user.click(await dialog.findByRole('button', { name: 'Done' }))
    expect(engine.world.lock).toEqual({ on: true, afterMinutes: 5, passphrase: false, passkey: 'BBBB' })
    expect(asked).toEqual([['BBBB'], ['BBBB']])
    expect(await screen.findByText('One touch: Phone')).toBeDefined()
  })

  it('has a passphrase set beside it by the passkey, and is rid of the passkey by the passphrase', async () => {
    const { door } = browserWith()
    const on = { on: true, afterMinutes: 5, passphrase: false, passkey: 'BBBB' }
    const { screen, user, engine } = renderApp(withPasskey(on), '/settings/this-device', door)
    await user.click(await screen.findByRole('button', { name: 'Set a passphrase' }))
    const setting = within(await screen.findByRole('dialog'))
    await user.type(setting.getByLabelText('New passphrase'), `${lockPassphrase}{Enter}`)
    await user.click(await setting.findByRole('button', { name: 'Done' }))
    expect(engine.world.lock).toEqual({ ...on, passphrase: true })
    await user.click(await screen.findByRole('button', { name: 'Remove the passkey' }))
    const removing = within(await screen.findByRole('dialog'))
    await user.type(removing.getByLabelText('Passphrase'), `${lockPassphrase}{Enter}`)
    expect(await screen.findByText('Opens with one touch.')).toBeDefined()
    expect(engine.world.lock).toEqual({ on: true, afterMinutes: 5, passphrase: true })
  })

  it('leads to where a passkey is made when there is none', async () => {
    const { door } = browserWith()
    const world = worldWith({ on: false, afterMinutes: 0, passphrase: false })
    const { screen, user, history } = renderApp(world, '/settings/this-device', door)
    await user.click(await screen.findByRole('button', { name: 'Turn on the app lock' }))
    await user.click(await screen.findByRole('radio', { name: 'Passkey' }))
    await user.click(await screen.findByRole('link', { name: 'Add one under Security' }))
    expect(history.location.pathname).toBe('/settings/security')
  })

  it('opens with one touch; where the passkey is gone it is said what is lost and what isn’t', async () => {
    const { door } = browserWith('cancelled', 'shown')
    const world = withPasskey({ on: true, afterMinutes: 0, passphrase: false, passkey: 'BBBB' })
    world.session = { state: 'locked' }
    const { screen, user } = renderApp(world, '/', door)
    const open = await screen.findByRole('button', { name: 'Open with your passkey' })
    expect(document.activeElement).toBe(open)
    expect(screen.queryByLabelText('Passphrase')).toBeNull()
    await user.keyboard('{Enter}')
    expect((await screen.findByRole('alert')).textContent).toMatch(
      /nothing else opens.*Your account is not lost/,
    )
    await user.keyboard('{Enter}')
    expect(await screen.findByText('for your eyes alone')).toBeDefined()
  })

  it('opens by the passphrase where there is one', async () => {
    const { door } = browserWith('cancelled')
    const world = withPasskey({ on: true, afterMinutes: 0, passphrase: true, passkey: 'BBBB' })
    world.session = { state: 'locked' }
    const { screen, user } = renderApp(world, '/', door)
    await user.click(await screen.findByRole('button', { name: 'Open with your passkey' }))
    expect((await screen.findByRole('alert')).textContent).toContain('use the passphrase')
    await user.type(screen.getByLabelText('Passphrase'), `${lockPassphrase}{Enter}`)
    expect(await screen.findByText('for your eyes alone')).toBeDefined()
  })

  it('is thought of when its passkey is removed from the account', async () => {
    const on = { on: true, afterMinutes: 5, passphrase: false, passkey: 'BBBB' }
    const { screen, user } = renderApp(withPasskey(on), '/settings/security', browserWith().door)
    await user.click(await screen.findByRole('button', { name: 'Remove Phone' }))
    expect(await screen.findByText(/It also opens the app lock of this device/)).toBeDefined()
  })
})
