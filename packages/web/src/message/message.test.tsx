import { waitFor, within } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import { renderApp } from '../testing/render-app.tsx'
import { addRoom, emptyWorld, messageOf, person, reaction, say, type World } from '../testing/world.ts'

function talk(name = 'bob') {
  const world = emptyWorld()
  world.people.push(person('bob'), person('carol'))
  const room = addRoom(world, { members: [name] })
  return { world, room }
}

function open(world: World, { conversation }: ReturnType<typeof addRoom>) {
  return renderApp(world, `/c/${conversation}`)
}

type App = ReturnType<typeof renderApp>

/** The message, pointed at. */
async function near({ screen, user }: App, text: string) {
  const bubble = await bubbleOf(screen, text)
  await user.hover(bubble)
  return bubble
}

const bubbleOf = (screen: App['screen'], text: string) =>
  waitFor(() => {
    const found = screen.getAllByRole('article').find((one) => one.textContent?.includes(text))
    if (found === undefined) throw new Error(`no message says ${text}`)
    return found
  })

describe('reacting to a message', () => {
  it('gives a reaction, and takes it back by a press on it', async () => {
    const { world, room } = talk()
    const said = say(world, room, 'bob', { at: Date.now(), text: 'Lunch?' })
    const app = open(world, room)
    const { user, screen } = app
    const bubble = await near(app, 'Lunch?')
    await user.click(within(bubble).getByRole('button', { name: 'React' }))
    await user.click(await screen.findByRole('button', { name: 'React with 👍' }))
    const given = await within(bubble).findByRole('button', { name: '👍 from you' })
    expect(given.getAttribute('aria-pressed')).toBe('true')
    await user.click(given)
    await waitFor(() => expect(messageOf(room, said.id)?.reactions).toEqual([]))
    expect(within(bubble).queryByRole('list', { name: 'Reactions' })).toBeNull()
  })

  it('joins others in theirs, and says who', async () => {
    const { world, room } = talk()
    say(world, room, 'bob', { at: Date.now(), text: 'Done', reactions: [reaction('🎉', 'bob', 'carol')] })
    const { user, screen } = open(world, room)
    await user.click(await screen.findByRole('button', { name: '🎉 from bob and carol' }))
    const joined = await screen.findByRole('button', { name: /^🎉 from you, bob,? and carol$/ })
    expect(joined.textContent).toContain('3')
  })

  it('cannot be done where one can’t write', async () => {
    const { world, room } = talk()
    room.state = 'left'
    say(world, room, 'bob', { at: Date.now(), text: 'Done', reactions: [reaction('🎉', 'bob')] })
    const { screen } = open(world, room)
    expect((await screen.findByRole('button', { name: '🎉 from bob' })).hasAttribute('disabled')).toBe(true)
    expect(screen.queryByRole('button', { name: 'React' })).toBeNull()
  })
})

describe('editing a message', () => {
  it('writes it anew in the field, and leaves the draft alone', async () => {
    const { world, room } = talk()
    room.draft = 'half a thought'
    const said = say(world, room, 'alice', { at: Date.now(), text: 'On Wednesday' })
    const app = open(world, room)
    const { user, screen } = app
    const bubble = await near(app, 'On Wednesday')
    await user.click(within(bubble).getByRole('button', { name: 'More' }))
    await user.click(await screen.findByRole('menuitem', { name: 'Edit' }))
    expect(await screen.findByText('Edit message')).toBeDefined()
    const field = screen.getByRole('textbox', { name: 'Message bob' })
    expect(field).toHaveProperty('value', 'On Wednesday')
    await user.clear(field)
    await user.type(field, 'On Thursday{Enter}')
    await waitFor(() => expect(messageOf(room, said.id)?.text).toBe('On Thursday'))
    expect(await screen.findByRole('button', { name: 'edited' })).toBeDefined()
    expect(screen.getByRole('textbox', { name: 'Message bob' })).toHaveProperty('value', 'half a thought')
  })

  it('is left by Escape, and offered for own texts alone', async () => {
    const { world, room } = talk()
    say(world, room, 'alice', { at: Date.now() - 1, text: 'mine' })
    say(world, room, 'bob', { at: Date.now(), text: 'theirs' })
    const app = open(world, room)
    const { user, screen, commands } = app
    await user.click(within(await near(app, 'theirs')).getByRole('button', { name: 'More' }))
    expect(await screen.findByRole('menuitem', { name: 'Copy text' })).toBeDefined()
    expect(screen.queryByRole('menuitem', { name: 'Edit' })).toBeNull()
    await user.keyboard('{Escape}')
    await user.click(within(await near(app, 'mine')).getByRole('button', { name: 'More' }))
    await user.click(await screen.findByRole('menuitem', { name: 'Edit' }))
    await user.type(screen.getByRole('textbox', { name: 'Message bob' }), ' no{Escape}')
    await waitFor(() => expect(screen.queryByText('Edit message')).toBeNull())
    expect(commands()).not.toContain('editMessage')
  })

  it('shows what it said before', async () => {
    const { world, room } = talk()
    const said = say(world, room, 'bob', { at: 1_000, text: 'new', edited: { at: 2_000, pending: false } })
    world.versions.set(said.id, [
      { at: 1_000, text: 'old' },
      { at: 2_000, text: 'new' },
    ])
    const { user, screen } = open(world, room)
    await user.click(await screen.findByRole('button', { name: 'edited' }))
    const versions = within(await screen.findByRole('dialog', { name: 'What this message said' }))
    const texts = (await versions.findAllByRole('listitem')).map(({ textContent }) => textContent)
    expect(texts[0]).toMatch(/^Now .*new$/)
    expect(texts[1]).toMatch(/old$/)
  })
})

describe('deleting a message', () => {
  async function deleting(from: 'alice' | 'bob') {
    const { world, room } = talk()
    const said = say(world, room, from, { at: Date.now(), text: 'a slip' })
    const app = open(world, room)
    const bubble = await near(app, 'a slip')
    await app.user.click(within(bubble).getByRole('button', { name: 'More' }))
    await app.user.click(await app.screen.findByRole('menuitem', { name: 'Delete…' }))
    return { ...app, room, said, dialog: within(await app.screen.findByRole('alertdialog')) }
  }

  it('for everyone leaves its place, and what answers it says so', async () => {
    const { user, screen, room, said, dialog } = await deleting('alice')
    await user.click(dialog.getByRole('button', { name: 'Delete for everyone' }))
    expect(await screen.findByText('You deleted this message')).toBeDefined()
    expect(messageOf(room, said.id)?.text).toBe('')
    expect(screen.getByRole('link', { name: /bob/ }).textContent).toContain('Message deleted')
  })

  it('for me takes it out', async () => {
    const { user, screen, room, said, dialog } = await deleting('alice')
    await user.click(dialog.getByRole('button', { name: 'Delete for me' }))
    await waitFor(() => expect(messageOf(room, said.id)).toBeUndefined())
    expect(screen.queryByText('a slip')).toBeNull()
  })

  it('of others is for oneself alone', async () => {
    const { dialog } = await deleting('bob')
    expect(dialog.getByRole('button', { name: 'Delete for me' })).toBeDefined()
    expect(dialog.queryByRole('button', { name: 'Delete for everyone' })).toBeNull()
  })
})

it('says of a change that was refused what it was, and offers another try', async () => {
  const { world, room } = talk()
  const said = say(world, room, 'alice', { at: Date.now(), text: 'On Wednesday' })
  const failure = { code: 'too_large', message: 'It is too large.' } as const
  room.items = [{ ...said, refused: [{ id: said.id, what: 'edit', text: 'x', failure }] }]
  const { user, screen, commands } = open(world, room)
  expect((await screen.findByRole('alert')).textContent).toContain('Your edit was not sent. It is too large.')
  await user.click(screen.getByRole('button', { name: 'Dismiss' }))
  await waitFor(() => expect(commands()).toContain('discard'))
})

it('shows what a message answers as it is now: deleted, or not here', async () => {
  const { world, room } = talk()
  const gone = say(world, room, 'bob', { at: 1, text: '', deleted: { pending: false } })
  say(world, room, 'alice', { at: 2, text: 'to the deleted', inReplyTo: gone.id })
  const answer = say(world, room, 'alice', { at: 3, text: 'to the missing' })
  room.items = room.items.map((item) =>
    item === answer ? { ...answer, inReplyTo: gone.id, quote: { kind: 'missing', id: gone.id } } : item,
  )
  const { screen } = open(world, room)
  const deleted = await bubbleOf(screen, 'to the deleted')
  expect(within(deleted).getByRole('button', { name: 'In reply to bob: Message deleted' })).toBeDefined()
  expect((await bubbleOf(screen, 'to the missing')).textContent).toContain('A message that isn’t here')
})
