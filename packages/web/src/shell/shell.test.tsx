import { act, fireEvent, waitFor } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import { renderApp } from '../testing/render-app.tsx'
import { addRoom, emptyWorld, person, say } from '../testing/world.ts'

function world() {
  const made = emptyWorld()
  made.people.push(person('bob'), person('carol'))
  const bob = addRoom(made, { members: ['bob'] })
  say(made, bob, 'bob', { at: Date.now() - 60_000, text: 'Where is the contract?' })
  return made
}

describe('the command palette', () => {
  it('jumps to a conversation by a few letters', async () => {
    const { user, screen } = renderApp(world())
    await screen.findByRole('link', { name: /^bob/ })
    await user.keyboard('{Control>}k{/Control}')
    await user.type(await screen.findByRole('combobox'), 'bo')
    await screen.findByRole('option', { name: 'bob' })
    await user.keyboard('{Enter}')
    expect(await screen.findByRole('heading', { name: 'bob' })).toBeDefined()
    expect(screen.queryByRole('combobox')).toBeNull()
  })

  it('begins a conversation with a person who has none', async () => {
    const { user, screen, engine } = renderApp(world())
    await screen.findByRole('link', { name: /^bob/ })
    await user.keyboard('{Control>}k{/Control}')
    await user.type(await screen.findByRole('combobox'), 'carol')
    await user.click(await screen.findByRole('option', { name: 'carol' }))
    expect(await screen.findByRole('heading', { name: 'carol' })).toBeDefined()
    expect(engine.world.rooms).toHaveLength(2)
  })

  it('closes on Escape and gives the focus back', async () => {
    const { user, screen } = renderApp(world())
    const search = await screen.findByRole('searchbox', { name: 'Search' })
    search.focus()
    await user.keyboard('{Control>}k{/Control}')
    await screen.findByRole('combobox')
    await user.keyboard('{Escape}')
    await waitFor(() => expect(screen.queryByRole('combobox')).toBeNull())
    await waitFor(() => expect(document.activeElement).toBe(search))
  })
})

describe('searching', () => {
  it('finds conversations and messages, and opens a message where it stands', async () => {
    const { user, screen, history } = renderApp(world())
    await user.type(await screen.findByRole('searchbox', { name: 'Search' }), 'contract')
    const found = await screen.findByRole('region', { name: 'Messages' })
    await user.click(found.querySelector('a') ?? found)
    await waitFor(() => expect(history.location.href).toMatch(/^\/c\/c_.*at=m_/))
    expect(await screen.findByRole('article', { name: /^bob/ })).toBeDefined()
  })

  it('marks the words where they are found, and lets go of what is deleted or goes by itself', async () => {
    const made = world()
    const bob = made.rooms[0]
    if (bob === undefined) throw new Error('missing')
    const late = say(made, bob, 'bob', {
      at: Date.now(),
      text: `${'so '.repeat(60)}the contr\u00e1ct ||contract||`,
    })
    const { user, screen, engine } = renderApp(made)
    await user.type(await screen.findByRole('searchbox', { name: 'Search' }), 'contr')
    const found = await screen.findByRole('region', { name: 'Messages' })
    const marked = () => Array.from(found.querySelectorAll('mark'), ({ textContent }) => textContent)
    expect(marked()).toEqual(['contr\u00e1'.slice(0, 5), 'contr'])
    expect(found.textContent).not.toContain('|contract')
    act(() => engine.expire(late))
    await waitFor(() => expect(marked()).toEqual(['contr']))
  })

  it('is narrowed by words that are completed as one types, by keys alone', async () => {
    const made = world()
    made.profiles.set('bob', { name: 'Robert Quist' })
    const { user, screen } = renderApp(made)
    const search = await screen.findByRole<HTMLInputElement>('searchbox', { name: 'Search' })
    await user.type(search, 'contract from:qui')
    await screen.findByRole('button', { name: 'Robert Quist @bob' })
    await user.keyboard('{Enter}')
    expect(search.value).toBe('contract from:bob ')
    expect(document.activeElement).toBe(search)
    await screen.findByRole('region', { name: 'Messages' })
    expect(screen.queryByRole('region', { name: 'Conversations' })).toBeNull()
    await user.type(search, 'on:')
    await user.keyboard('{ArrowDown}{ArrowDown}{Enter}')
    expect(search.value).toBe('contract from:bob on:yesterday ')
    expect(await screen.findByText('Nothing found')).toBeDefined()
  })

  it('is narrowed by buttons, for whoever doesn’t know the words', async () => {
    const { user, screen } = renderApp(world())
    const search = await screen.findByRole<HTMLInputElement>('searchbox', { name: 'Search' })
    await user.click(search)
    await user.click(await screen.findByRole('button', { name: 'From' }))
    expect(await screen.findByText('Choose one, or go on typing.')).toBeDefined()
    await user.click(await screen.findByRole('button', { name: 'bob' }))
    expect(search.value).toBe('from:bob ')
    await screen.findByRole('region', { name: 'Messages' })
    await user.click(await screen.findByRole('button', { name: 'After' }))
    fireEvent.change(screen.getByLabelText('After: A day'), { target: { value: '2020-01-31' } })
    expect(search.value).toBe('from:bob after:2020-01-31 ')
    await screen.findByRole('region', { name: 'Messages' })
    await user.click(await screen.findByRole('button', { name: 'Link' }))
    await user.click(await screen.findByRole('button', { name: 'Messages with a link' }))
    expect(search.value).toBe('from:bob after:2020-01-31 has:link ')
    expect(await screen.findByText('Nothing found')).toBeDefined()
  })

  it('finds a conversation by what somebody in it calls themselves', async () => {
    const made = world()
    made.profiles.set('bob', { name: 'Robert Quist' })
    const { user, screen } = renderApp(made)
    await user.type(await screen.findByRole('searchbox', { name: 'Search' }), 'quist')
    expect(await screen.findByRole('region', { name: 'Conversations' })).toBeDefined()
  })

  it('says when there is nothing', async () => {
    const { user, screen } = renderApp(world())
    await user.type(await screen.findByRole('searchbox', { name: 'Search' }), 'zebra')
    expect(await screen.findByText('Nothing found')).toBeDefined()
  })
})

describe('the connection', () => {
  it('says nothing of a short gap, and one quiet line of a long one', async () => {
    const { screen, engine, commands, user } = renderApp(world())
    await screen.findByRole('link', { name: /^bob/ })
    engine.change((changed) => {
      changed.connection = {
        state: 'offline',
        since: Date.now(),
        caughtUp: false,
        waiting: 2,
        receiptsWaiting: 0,
      }
    })
    expect(screen.queryByText(/Server unreachable/)).toBeNull()
    const line = await screen.findByText(/Server unreachable/, undefined, { timeout: 6000 })
    expect(line.textContent).toContain('2 messages waiting.')
    await user.click(screen.getByRole('button', { name: 'Try now' }))
    expect(commands()).toContain('reconnect')
    engine.change((changed) => {
      changed.connection = {
        state: 'online',
        since: Date.now(),
        caughtUp: true,
        waiting: 0,
        receiptsWaiting: 0,
      }
    })
    await waitFor(() => expect(screen.queryByText(/Server unreachable/)).toBeNull())
  })

  it('says quietly that what was missed is still coming, when that takes long', async () => {
    const { screen, engine } = renderApp(world())
    await screen.findByRole('link', { name: /^bob/ })
    const online = { state: 'online', since: Date.now(), waiting: 0, receiptsWaiting: 0 } as const
    engine.change((changed) => {
      changed.connection = { ...online, caughtUp: false }
    })
    expect(screen.queryByText(/Fetching what you missed/)).toBeNull()
    await screen.findByText(/Fetching what you missed/, undefined, { timeout: 6000 })
    engine.change((changed) => {
      changed.connection = { ...online, caughtUp: true }
    })
    await waitFor(() => expect(screen.queryByText(/Fetching what you missed/)).toBeNull())
  })
})

it('shows a card for a message elsewhere, but not for a stranger’s request', async () => {
  const made = world()
  const request = addRoom(made, { members: ['carol'], state: 'request' })
  const { screen, engine } = renderApp(made)
  await screen.findByRole('link', { name: /^bob/ })
  const cards = () => screen.getByRole('region', { name: 'New messages' }).querySelectorAll('a')
  const bob = made.rooms[0]
  if (bob === undefined) throw new Error('no room')
  engine.hear(request.conversation, 'carol', 'buy this')
  engine.hear(bob.conversation, 'bob', 'found it')
  await waitFor(() => expect(cards()).toHaveLength(1))
  expect(cards()[0]?.textContent).toContain('found it')
})
