import { act, waitFor, within } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import { renderApp } from '../testing/render-app.tsx'
import { addRoom, emptyWorld, messagesOf, person, say } from '../testing/world.ts'

function talk() {
  const world = emptyWorld()
  world.people.push(person('bob'))
  const room = addRoom(world, { members: ['bob'] })
  return { world, room }
}

const addressOf = ({ conversation }: ReturnType<typeof addRoom>) => `/c/${conversation}`

describe('[CT-22] disappearing messages of a conversation', () => {
  it('are set among its details, shown above it and told in it', async () => {
    const { world, room } = talk()
    const { user, screen } = renderApp(world, `${addressOf(room)}?panel=details`)
    const section = within(await screen.findByRole('region', { name: 'Disappearing messages' }))
    section.getByText(/^Off\./)
    await user.click(section.getByRole('button', { name: 'Change' }))
    await user.selectOptions(section.getByRole('combobox', { name: 'Messages disappear' }), 'After 1 day')
    await user.click(section.getByRole('button', { name: 'Save' }))
    await section.findByText(/^Messages disappear 1 day after they were read/)
    expect(room.timer).toBe(86_400)
    expect(screen.getByRole('link', { name: 'Messages disappear after 1 day' }).textContent).toBe('1d')
    await screen.findByText('You set messages to disappear after 1 day')
  })

  it('stay as long as somebody likes, by keys alone, but no nonsense', async () => {
    const { world, room } = talk()
    const { user, screen } = renderApp(world, `${addressOf(room)}?panel=details`)
    const section = within(await screen.findByRole('region', { name: 'Disappearing messages' }))
    act(() => section.getByRole('button', { name: 'Change' }).focus())
    await user.keyboard('{Enter}')
    const choice = section.getByRole('combobox', { name: 'Messages disappear' })
    await user.selectOptions(choice, 'After a time of your own')
    const count = section.getByRole('textbox', { name: 'How many' })
    for (const bad of ['0', '-3', '1.5', 'x', '9999']) {
      await user.clear(count)
      await user.type(count, bad)
      await user.selectOptions(section.getByRole('combobox', { name: 'Of what' }), 'Weeks')
      expect(section.getByRole('button', { name: 'Save' })).toHaveProperty('disabled', true)
      section.getByText('At most 52 weeks, at least a second.')
    }
    await user.clear(count)
    await user.type(count, '3')
    await user.selectOptions(section.getByRole('combobox', { name: 'Of what' }), 'Days')
    await user.type(count, '{Enter}')
    await waitFor(() => expect(room.timer).toBe(3 * 86_400))
    await user.click(await section.findByRole('button', { name: 'Change' }))
    await user.keyboard('{Escape}')
    expect(section.queryByRole('button', { name: 'Save' })).toBeNull()
  })

  it('cannot be set where one has left', async () => {
    const { world, room } = talk()
    room.state = 'left'
    const { screen } = renderApp(world, `${addressOf(room)}?panel=details`)
    const section = within(await screen.findByRole('region', { name: 'Disappearing messages' }))
    expect(section.queryByRole('button')).toBeNull()
  })
})

describe('[CT-21] a message that disappears', () => {
  it('is chosen for in the composer, for this one alone, and says when it goes', async () => {
    const { world, room } = talk()
    const { user, screen } = renderApp(world, addressOf(room))
    const field = await screen.findByRole('textbox', { name: 'Message bob' })
    await user.click(screen.getByRole('button', { name: 'How long this message stays' }))
    await user.click(await screen.findByRole('menuitem', { name: 'After 5 minutes' }))
    screen.getByRole('button', { name: 'This message disappears after 5 minutes' })
    await user.type(field, 'for a while{Enter}')
    await waitFor(() => expect(messagesOf(room).at(-1)?.expires).toEqual({ after: 300 }))
    await screen.findByRole('img', { name: 'Disappears 5 minutes after it was sent' })
    await user.type(field, 'for good{Enter}')
    await waitFor(() => expect(messagesOf(room).at(-1)?.text).toBe('for good'))
    expect(messagesOf(room).at(-1)).not.toHaveProperty('expires')
  })

  it('goes from the field, too, where it was being answered, and from the card that told of it', async () => {
    const { world, room } = talk()
    world.people.push(person('carol'))
    const carol = addRoom(world, { members: ['carol'] })
    const said = say(world, room, 'bob', { at: Date.now(), text: 'psst', expires: { after: 60 } })
    const { user, screen, engine } = renderApp(world, addressOf(room))
    const bubble = await screen.findByRole('article')
    within(bubble).getByRole('img', { name: 'Disappears 1 minute after you have read it' })
    await user.hover(bubble)
    await user.click(within(bubble).getByRole('button', { name: 'Reply' }))
    await screen.findByRole('button', { name: 'Cancel reply' })
    act(() => engine.expire(said))
    await waitFor(() => expect(screen.queryByText('psst')).toBeNull())
    act(() => engine.hear(carol.conversation, 'carol', 'look here'))
    const cards = within(screen.getByRole('region', { name: 'New messages' }))
    await cards.findByText('look here')
    const [heard] = messagesOf(carol)
    if (heard !== undefined) act(() => engine.expire(heard))
    await waitFor(() => expect(cards.queryByText('look here')).toBeNull())
    expect(screen.queryByText('carol: look here')).toBeNull()
  })
})
