import { act, waitFor, within } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import { account } from '../testing/ids.ts'
import { renderApp } from '../testing/render-app.tsx'
import { addRoom, emptyWorld, person, say, type World } from '../testing/world.ts'

function withBob(): { world: World; bob: ReturnType<typeof addRoom> } {
  const world = emptyWorld()
  world.people.push(person('bob'))
  const bob = addRoom(world, { members: ['bob'] })
  say(world, bob, 'bob', { at: Date.now() - 60_000, text: 'Are you there?' })
  return { world, bob }
}

const addressOf = ({ conversation }: ReturnType<typeof addRoom>) => `/c/${conversation}`

describe('writing', () => {
  it('sends on Enter, breaks the line on Shift+Enter, and empties the field', async () => {
    const { world, bob } = withBob()
    const { user, screen, engine } = renderApp(world, addressOf(bob))
    const field = await screen.findByRole('textbox', { name: 'Message bob' })
    await user.type(field, 'one{Shift>}{Enter}{/Shift}two{Enter}')
    await waitFor(() => expect(bob.items).toHaveLength(2))
    expect(engine.calls.find(({ command }) => command === 'send')?.params).toMatchObject({
      text: 'one\ntwo',
      until: 'queued',
    })
    expect(field).toHaveProperty('value', '')
    const timeline = within(screen.getByRole('region', { name: 'Messages with bob' }))
    expect(await timeline.findByRole('img', { name: 'Sent' })).toBeDefined()
  })

  it('gives the text back when it could not be kept, and says why', async () => {
    const { world, bob } = withBob()
    const { user, screen, engine } = renderApp(world, addressOf(bob))
    engine.failNext('send', { code: 'device_storage_full', message: 'There is no room left on this device.' })
    const field = await screen.findByRole('textbox', { name: 'Message bob' })
    await user.type(field, 'precious{Enter}')
    expect((await screen.findByRole('alert')).textContent).toContain('no room left')
    expect(field).toHaveProperty('value', 'precious')
  })

  it('sends no empty message and none that is too long', async () => {
    const { world, bob } = withBob()
    bob.draft = 'é'.repeat(17_000)
    const { user, screen, commands } = renderApp(world, addressOf(bob))
    const field = await screen.findByRole('textbox', { name: 'Message bob' })
    expect(screen.getByText(/characters too long/)).toBeDefined()
    await user.type(field, '{Enter}')
    await user.clear(field)
    await user.type(field, '   {Enter}')
    expect(commands()).not.toContain('send')
  })

  it('keeps the draft when the conversation is left', async () => {
    const { world, bob } = withBob()
    const { user, screen, unmount } = renderApp(world, addressOf(bob))
    await user.type(await screen.findByRole('textbox', { name: 'Message bob' }), 'half a thought')
    unmount()
    await waitFor(() => expect(bob.draft).toBe('half a thought'))
  })

  it('answers a message, until Escape', async () => {
    const { world, bob } = withBob()
    const { user, screen, engine } = renderApp(world, addressOf(bob))
    const message = await screen.findByRole('article', { name: /bob/ })
    await user.hover(message)
    await user.click(within(message).getByRole('button', { name: 'Reply' }))
    expect(await screen.findByText('Reply to bob')).toBeDefined()
    await user.keyboard('{Escape}')
    expect(screen.queryByText('Reply to bob')).toBeNull()
    await user.click(within(message).getByRole('button', { name: 'Reply' }))
    await user.type(screen.getByRole('textbox', { name: 'Message bob' }), 'yes{Enter}')
    await waitFor(() => expect(engine.calls.find(({ command }) => command === 'send')).toBeDefined())
    const said = bob.items[0]
    expect(engine.calls.find(({ command }) => command === 'send')?.params).toMatchObject({
      inReplyTo: said?.type === 'message' ? said.id : undefined,
    })
  })
})

describe('reading', () => {
  it('counts unread messages in the title and in the list', async () => {
    const { world, bob } = withBob()
    const { screen, engine } = renderApp(world)
    await screen.findByRole('link', { name: /bob/ })
    act(() => engine.hear(bob.conversation, 'bob', 'hello **you**'))
    await waitFor(() => expect(document.title).toBe('(1) Sotto'))
    expect(screen.getByRole('img', { name: '1 unread message' })).toBeDefined()
    expect(screen.getByText('bob: hello you')).toBeDefined()
  })

  it('offers to try a failed message again or to delete it', async () => {
    const { world, bob } = withBob()
    say(world, bob, 'alice', {
      at: Date.now(),
      text: 'too big',
      state: 'failed',
      failure: { code: 'too_large', message: 'This message is too large.' },
    })
    const { user, screen, commands } = renderApp(world, addressOf(bob))
    expect((await screen.findByRole('alert')).textContent).toContain('This message is too large.')
    await user.click(screen.getByRole('button', { name: 'Delete' }))
    await waitFor(() => expect(commands()).toContain('discard'))
    await waitFor(() => expect(screen.queryByText('too big')).toBeNull())
  })

  it('offers only to delete it in a group that one is out of', async () => {
    const { world } = withBob()
    const group = addRoom(world, { members: ['bob'], kind: 'group', name: 'Former', state: 'removed' })
    const failure = { code: 'not_member', message: 'You are no longer in this conversation.' } as const
    say(world, group, 'alice', { at: Date.now(), text: 'too late', state: 'failed', failure })
    const { screen } = renderApp(world, addressOf(group))
    const line = within(await screen.findByRole('alert'))
    expect(line.getByRole('button', { name: 'Delete' })).toBeDefined()
    expect(line.queryByRole('button', { name: 'Try again' })).toBeNull()
  })

  it('says so at an address that leads nowhere', async () => {
    const { world, bob } = withBob()
    world.rooms = []
    const { screen } = renderApp(world, addressOf(bob))
    expect(await screen.findByText('This conversation isn’t here')).toBeDefined()
  })
})

describe('a message request', () => {
  function requested() {
    const { world, bob } = withBob()
    bob.state = 'request'
    bob.by = account('bob')
    bob.readUpTo = 0
    return { world, bob }
  }

  it('can be accepted, and is not marked read before', async () => {
    const { world, bob } = requested()
    const { user, screen, commands } = renderApp(world, addressOf(bob))
    expect(await screen.findByRole('region', { name: 'bob wants to write to you' })).toBeDefined()
    expect(screen.queryByRole('textbox', { name: 'Message bob' })).toBeNull()
    expect(commands()).not.toContain('markRead')
    await user.click(screen.getByRole('button', { name: 'Accept' }))
    expect(await screen.findByRole('textbox', { name: 'Message bob' })).toBeDefined()
  })

  it('blocks and deletes after asking', async () => {
    const { world, bob } = requested()
    const { user, screen, engine } = renderApp(world, addressOf(bob))
    await user.click(await screen.findByRole('button', { name: 'Block' }))
    const dialog = await screen.findByRole('alertdialog', { name: 'Block bob?' })
    await user.click(within(dialog).getByRole('button', { name: 'Block' }))
    await waitFor(() => expect(engine.world.blocks).toEqual(['bob']))
    await waitFor(() => expect(engine.world.rooms).toEqual([]))
  })
})

describe('a changed key', () => {
  it('stands in the way of writing until the person decides', async () => {
    const { world, bob } = withBob()
    world.people = [person('alice'), person('bob', { keyChanged: true })]
    const { user, screen } = renderApp(world, addressOf(bob))
    expect(await screen.findByRole('heading', { name: 'bob’s safety number has changed' })).toBeDefined()
    expect(screen.queryByRole('textbox', { name: 'Message bob' })).toBeNull()
    await user.click(screen.getByRole('button', { name: 'Go on with the new one' }))
    const dialog = await screen.findByRole('alertdialog')
    expect(within(dialog).getByText(/^60412 77190/)).toBeDefined()
    await user.click(within(dialog).getByRole('button', { name: 'Go on with the new one' }))
    expect(await screen.findByRole('textbox', { name: 'Message bob' })).toBeDefined()
  })

  it('[A-14] names whose it is in a group, shows the number, and lets the person keep the old one', async () => {
    const world = emptyWorld()
    world.people.push(person('bob'), person('carol', { keyChanged: true }))
    const room = addRoom(world, { members: ['bob', 'carol'], name: 'Papers' })
    const { user, screen } = renderApp(world, addressOf(room))
    const stop = await screen.findByRole('region', { name: 'carol’s safety number has changed' })
    expect(within(stop).getByText(/^60412 77190/)).toBeDefined()
    await user.click(within(stop).getByRole('button', { name: 'Keep the old one' }))
    const dialog = await screen.findByRole('alertdialog', { name: 'Keep carol’s old safety number?' })
    expect(within(dialog).getByText(/^48213 90577/)).toBeDefined()
    await user.click(within(dialog).getByRole('button', { name: 'Keep the old one' }))
    expect(await screen.findByRole('textbox', { name: 'Message Papers' })).toBeDefined()
  })
})

it('starts a group with several people and a name', async () => {
  const world = emptyWorld()
  world.people.push(person('bob'), person('carol'))
  const { user, screen, engine } = renderApp(world)
  await user.click((await screen.findAllByRole('button', { name: 'New conversation' }))[0] ?? document.body)
  await user.click(await screen.findByRole('button', { name: 'bob' }))
  await user.click(screen.getByRole('button', { name: 'carol' }))
  await user.click(screen.getByRole('button', { name: 'Create group' }))
  expect(await screen.findByText('Give the group a name.')).toBeDefined()
  await user.type(screen.getByLabelText('Group name'), 'Press team')
  await user.click(screen.getByRole('button', { name: 'Create group' }))
  expect(await screen.findByRole('heading', { name: 'Press team' })).toBeDefined()
  expect(engine.world.rooms[0]?.members).toEqual(['alice', 'bob', 'carol'])
})
