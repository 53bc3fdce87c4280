import { describe, expect, it } from 'vitest'
import { renderApp } from '../testing/render-app.tsx'
import { livedInWorld } from '../testing/scenario.ts'

const settings = () => renderApp(livedInWorld(Date.now()), '/settings/devices')

describe('the list of devices', () => {
  it('tells each by name, with when and where it was seen', async () => {
    const { screen } = settings()
    const list = await screen.findByRole('list', { name: 'Your devices' })
    const [here, phone, atlas] = [...list.querySelectorAll('li')].map((row) => row.textContent ?? '')
    expect(here).toMatch(/Chrome on Linux.*This device.*In use now.*from 198\.51\.100\.\*/)
    expect(phone).toMatch(/Safari on iPhone.*Last seen 2 hours ago from 2001:db8:1:\*/)
    expect(atlas).toMatch(/Terminal on atlas.*from a local network \(192\.168\.1\.\*\)/)
    expect(screen.queryByRole('button', { name: 'Sign out Chrome on Linux' })).toBeNull()
  })

  it('renames one, with the keys alone', async () => {
    const { user, screen } = settings()
    const rename = await screen.findByRole('button', { name: 'Rename Safari on iPhone' })
    rename.focus()
    await user.keyboard('{Enter}')
    const field = await screen.findByRole('textbox', { name: 'Name of the device' })
    await user.clear(field)
    await user.type(field, 'My phone{Enter}')
    expect(await screen.findByRole('button', { name: 'Rename My phone' })).toBeDefined()
  })

  it('signs one out, or all others, after asking', async () => {
    const { user, screen, engine } = settings()
    await user.click(await screen.findByRole('button', { name: 'Sign out Terminal on atlas' }))
    await user.click(await screen.findByRole('button', { name: 'Sign out' }))
    expect(engine.world.devices).toHaveLength(2)
    await user.click(await screen.findByRole('button', { name: 'Sign out all other devices' }))
    const dialog = await screen.findByRole('alertdialog')
    expect(dialog.textContent).toContain('Sign out 1 other device?')
    await user.click(screen.getByRole('button', { name: 'Sign out all other devices' }))
    expect(engine.world.devices.map((one) => one.name)).toEqual(['Chrome on Linux'])
  })
})

describe('a new device', () => {
  const world = () => {
    const made = livedInWorld(Date.now())
    return { ...made, devices: made.devices.map((one, at) => ({ ...one, isNew: at === 2 })) }
  }

  it('is asked about until somebody says that it is theirs', async () => {
    const { user, screen, engine } = renderApp(world())
    expect((await screen.findByText(/New device: Terminal on atlas/)).parentElement?.textContent).toContain(
      'Was this you?',
    )
    await user.click(screen.getByRole('button', { name: 'Yes, it was me' }))
    expect(screen.queryByText(/New device/)).toBeNull()
    expect(engine.world.devices).toHaveLength(3)
  })

  it('is signed out when it is not', async () => {
    const { user, screen, engine } = renderApp(world())
    await user.click(await screen.findByRole('button', { name: 'No, sign it out' }))
    await screen.findByText('Sign out Terminal on atlas?')
    await user.click(screen.getByRole('button', { name: 'Sign out' }))
    expect(engine.world.devices.map((one) => one.name)).toEqual(['Chrome on Linux', 'Safari on iPhone'])
  })
})
