import { act, waitFor, within } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import { renderApp } from '../testing/render-app.tsx'
import { addRoom, emptyWorld, person, say, type World } from '../testing/world.ts'
import { mutedUntil, muteTimes } from './mute-times.ts'

function withTwo(): { world: World; bob: ReturnType<typeof addRoom>; carol: ReturnType<typeof addRoom> } {
  const world = emptyWorld()
  world.people.push(person('bob'), person('carol'))
  const bob = addRoom(world, { members: ['bob'] })
  const carol = addRoom(world, { members: ['carol'] })
  say(world, bob, 'bob', { at: Date.now() - 60_000, text: 'older' })
  say(world, carol, 'carol', { at: Date.now() - 30_000, text: 'newer' })
  return { world, bob, carol }
}

const addressOf = ({ conversation }: ReturnType<typeof addRoom>) => `/c/${conversation}`

describe('[SY-10] a conversation', () => {
  it('is pinned from its menu, by keys alone, and comes first', async () => {
    const { world, bob } = withTwo()
    const { user, screen } = renderApp(world, addressOf(bob))
    const menu = await screen.findByRole('button', { name: 'What to do with bob' })
    const names = () => screen.getAllByRole('listitem').map((row) => row.textContent ?? '')
    await waitFor(() => expect(names()[0]).toContain('carol'))
    act(() => menu.focus())
    await user.keyboard('{Enter}')
    await screen.findByRole('menuitem', { name: 'Pin' })
    await user.keyboard('{Enter}')
    await waitFor(() => expect(bob.pinnedAt).toBeDefined())
    await waitFor(() => expect(names()[0]).toContain('bob'))
    expect(screen.getAllByRole('img', { name: 'Pinned' }).length).toBeGreaterThan(0)
    await user.click(menu)
    await user.click(await screen.findByRole('menuitem', { name: 'Unpin' }))
    await waitFor(() => expect(bob.pinnedAt).toBeUndefined())
  })

  it('is muted from its details, says until when, and then nothing of it is said', async () => {
    const { world, bob, carol } = withTwo()
    const { user, screen, engine } = renderApp(world, `${addressOf(bob)}?panel=details`)
    const panel = within(await screen.findByRole('complementary'))
    const notices = await panel.findByRole('button', { name: /^Notifications/ })
    expect(notices.textContent).toContain('Everything')
    await user.click(notices)
    await user.click(await screen.findByRole('menuitem', { name: 'For 8 hours' }))
    await waitFor(() => expect(notices.textContent).toMatch(/Muted until/))
    await user.click(notices)
    await user.click(await screen.findByRole('menuitem', { name: 'Unmute' }))
    await waitFor(() => expect(bob.mutedUntil).toBeUndefined())
    await user.click(notices)
    expect(screen.queryByRole('menuitemradio', { name: 'Mentions and answers' })).toBeNull()
    await user.click(await screen.findByRole('menuitemradio', { name: 'Nothing' }))
    await waitFor(() => expect(bob.mutedUntil).toBe('always'))
    act(() => {
      engine.change(() => {
        carol.mutedUntil = 'always'
      })
      engine.hear(carol.conversation, 'carol', 'psst')
    })
    expect(await screen.findByRole('img', { name: '1 unread message' })).toBeDefined()
    expect(document.title).toBe('Sotto')
    expect(screen.queryByText('carol says: psst')).toBeNull()
    const cards = within(screen.getByRole('region', { name: 'New messages' }))
    expect(cards.queryByRole('link')).toBeNull()
  })

  it('of a group is told of where somebody is named or answered, and says so', async () => {
    const { world } = withTwo()
    const team = addRoom(world, { kind: 'group', name: 'Team', members: ['bob', 'carol'] })
    const { user, screen, engine } = renderApp(world, addressOf(team))
    await user.click(await screen.findByRole('button', { name: 'What to do with Team' }))
    await user.click(await screen.findByRole('menuitemradio', { name: 'Mentions and answers' }))
    expect((await screen.findAllByRole('img', { name: 'Mentions and answers' })).length).toBeGreaterThan(0)
    act(() => void engine.hear(team.conversation, 'bob', 'nothing in particular'))
    expect(document.title).toBe('Sotto')
    await user.click(await screen.findByRole('button', { name: 'What to do with Team' }))
    await user.click(await screen.findByRole('menuitemradio', { name: 'Everything' }))
    await waitFor(() => expect(team.onlyMentions).toBeUndefined())
  })

  it('[SY-15] is archived from its menu, found behind a line below the list, and back with a message', async () => {
    const { world, bob } = withTwo()
    const { user, screen, engine, history } = renderApp(world, addressOf(bob))
    const list = within(await screen.findByRole('navigation', { name: 'Conversations' }))
    await user.click(await screen.findByRole('button', { name: 'What to do with bob' }))
    await user.click(await screen.findByRole('menuitem', { name: 'Archive' }))
    await waitFor(() => expect(list.queryByText('bob')).toBeNull())
    await waitFor(() => expect(history.location.pathname).toBe('/'))
    await user.click(list.getByRole('button', { name: 'Archived (1)' }))
    expect(await list.findByText('bob')).toBeDefined()
    expect(list.queryByText('carol')).toBeNull()
    await user.click(list.getByRole('button', { name: 'Back to the list' }))
    expect(await list.findByText('carol')).toBeDefined()
    act(() => void engine.hear(bob.conversation, 'bob', 'hello again'))
    expect(await list.findByText('bob')).toBeDefined()
    expect(list.queryByRole('button', { name: /^Archived/ })).toBeNull()
  })

  it('[SY-15] is marked as unread, and closed, until it is opened again', async () => {
    const { world, bob } = withTwo()
    const { user, screen, history } = renderApp(world, addressOf(bob))
    await user.click(await screen.findByRole('button', { name: 'What to do with bob' }))
    await user.click(await screen.findByRole('menuitem', { name: 'Mark as unread' }))
    expect(await screen.findByRole('img', { name: 'Marked as unread' })).toBeDefined()
    await waitFor(() => expect(history.location.pathname).toBe('/'))
    await waitFor(() => expect(document.title).toBe('(1) Sotto'))
    await user.click(screen.getByText('bob'))
    await waitFor(() => expect(bob.markedUnread).toBeUndefined())
    await waitFor(() => expect(document.title).toBe('Sotto'))
  })

  it('says so when it can’t be pinned', async () => {
    const { world, bob } = withTwo()
    const { user, screen, engine } = renderApp(world, addressOf(bob))
    engine.failNext('pin', { code: 'too_many_pins', message: 'No more can be pinned.' })
    await user.click(await screen.findByRole('button', { name: 'What to do with bob' }))
    await user.click(await screen.findByRole('menuitem', { name: 'Pin' }))
    expect((await screen.findByRole('alert')).textContent).toContain('No more can be pinned.')
  })

  it('is muted for an hour, a working day, or a week', () => {
    expect(muteTimes.map((time) => mutedUntil(time, 1_000))).toEqual([
      3_601_000,
      8 * 3_600_000 + 1_000,
      7 * 86_400_000 + 1_000,
    ])
  })
})

describe('[SY-8] a draft', () => {
  it('appears in the open field when another device writes it, and not while somebody types', async () => {
    const { world, bob } = withTwo()
    const { user, screen, engine } = renderApp(world, addressOf(bob))
    const field = await screen.findByRole('textbox', { name: 'Message bob' })
    act(() =>
      engine.change(() => {
        bob.draft = 'from the phone'
      }),
    )
    await waitFor(() => expect(field).toHaveProperty('value', 'from the phone'))
    await user.type(field, ', and more')
    await waitFor(() => expect(bob.draft).toBe('from the phone, and more'))
    expect(field).toHaveProperty('value', 'from the phone, and more')
  })

  it('leaves at once when the field is left', async () => {
    const { world, bob } = withTwo()
    const { user, screen, engine } = renderApp(world, addressOf(bob))
    await user.type(await screen.findByRole('textbox', { name: 'Message bob' }), 'half')
    await user.tab()
    await waitFor(() =>
      expect(engine.calls.filter(({ command }) => command === 'saveDraft').at(-1)?.params).toEqual({
        ...{ conversation: bob.conversation, text: 'half', settled: true },
      }),
    )
  })

  it('[SY-9] shows what gave way to it, to be added or discarded', async () => {
    const { world, bob } = withTwo()
    bob.draft = 'the later one'
    bob.otherDraft = 'the earlier one'
    const { user, screen, engine } = renderApp(world, addressOf(bob))
    const other = await screen.findByRole('region', { name: 'You also wrote this on another device' })
    expect(within(other).getByText('the earlier one')).toBeDefined()
    await user.click(within(other).getByRole('button', { name: 'Add it' }))
    await waitFor(() => expect(bob.draft).toBe('the later one\nthe earlier one'))
    await waitFor(() => expect(bob.otherDraft).toBeUndefined())
    act(() =>
      engine.change(() => {
        bob.otherDraft = 'another'
      }),
    )
    await user.click(await screen.findByRole('button', { name: 'Discard it' }))
    await waitFor(() => expect(bob.otherDraft).toBeUndefined())
    expect(bob.draft).toBe('the later one\nthe earlier one')
  })
})

describe('[SY-10] the theme', () => {
  it('is what another device has chosen, and what is chosen here goes to the others', async () => {
    const { world } = withTwo()
    const { user, screen, engine } = renderApp(world, '/settings')
    const light = await screen.findByRole('radio', { name: 'Light' })
    act(() =>
      engine.change(() => {
        world.settings = { theme: 'dark' }
      }),
    )
    await waitFor(() => expect(document.documentElement.dataset.theme).toBe('dark'))
    await user.click(light)
    await waitFor(() => expect(world.settings.theme).toBe('light'))
    expect(document.documentElement.dataset.theme).toBe('light')
    expect(localStorage.getItem('sotto.theme')).toBe('light')
  })
})
