import { within } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import { renderApp } from '../testing/render-app.tsx'
import { addRoom, emptyWorld, person } from '../testing/world.ts'

function withBobAnd(carol: Partial<Parameters<typeof person>[1]> = {}) {
  const world = emptyWorld()
  world.people.push(person('bob', { verified: true }), person('carol', carol))
  const room = addRoom(world, { members: ['bob', 'carol'], name: 'Papers' })
  return renderApp(world, `/c/${room.conversation}?panel=security`)
}

const carolsNumber = { name: 'Safety number with carol' }

describe('who can read', () => {
  it('[C-3] [A-23] names everybody with their devices, and who was verified', async () => {
    const { screen } = withBobAnd({ keyChanged: true })
    const bob = within(await screen.findByRole('region', { name: 'bob' }))
    expect(bob.getByRole('img', { name: 'Verified' })).toBeDefined()
    expect(bob.getByText(/^Since/)).toBeDefined()
    const carol = within(screen.getByRole('region', { name: 'carol' }))
    expect(carol.queryByRole('img', { name: 'Verified' })).toBeNull()
    expect(carol.getByText('Safety number changed')).toBeDefined()
    expect(screen.getByText(/^\d devices can read this$/)).toBeDefined()
  })
})

describe('comparing', () => {
  it('[A-23] marks what is the same, and takes it back', async () => {
    const { screen, user, engine } = withBobAnd()
    await user.click(await screen.findByRole('button', carolsNumber))
    const dialog = within(await screen.findByRole('dialog', carolsNumber))
    await user.click(await dialog.findByRole('button', { name: 'They are the same' }))
    expect(await dialog.findByText(/^Verified on/)).toBeDefined()
    expect(engine.calls.find(({ command }) => command === 'verifyKey')?.params).toMatchObject({
      account: 'carol',
      number: dialog
        .getByText(/^48213/)
        .closest('p')
        ?.textContent?.trim(),
    })
    await user.click(dialog.getByRole('button', { name: 'Not verified after all' }))
    expect(await dialog.findByRole('button', { name: 'They are the same' })).toBeDefined()
  })

  it('says what to do when they differ, marks nobody, and can be done again', async () => {
    const { screen, user, engine } = withBobAnd()
    await user.click(await screen.findByRole('button', carolsNumber))
    await user.click(await screen.findByRole('button', { name: 'They differ' }))
    expect((await screen.findByRole('alert')).textContent).toContain('sit between you and carol')
    expect(engine.calls.some(({ command }) => command === 'verifyKey')).toBe(false)
    await user.click(screen.getByRole('button', { name: 'Compare again' }))
    expect(screen.getByRole('button', { name: 'They are the same' })).toBeDefined()
  })

  it('[A-23] asks for the decision first where a number has changed', async () => {
    const { screen, user } = withBobAnd({ keyChanged: true })
    await user.click(await screen.findByRole('button', carolsNumber))
    expect(await screen.findByText(/Decide about that in the conversation first/)).toBeDefined()
    expect(screen.queryByRole('button', { name: 'They are the same' })).toBeNull()
  })

  it('compares without a camera where there is none', async () => {
    const { screen, user } = withBobAnd()
    await user.click(await screen.findByRole('button', carolsNumber))
    await user.click(await screen.findByRole('button', { name: 'Scan carol’s code' }))
    expect(await screen.findByText(/^There is no camera to use/)).toBeDefined()
  })
})
