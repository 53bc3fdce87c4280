import type { MessageSnapshot } from '@sotto/client'
import { act, waitFor, within } from '@testing-library/react'
import i18next from 'i18next'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { createMemoryEngine } from '../testing/memory-engine.ts'
import { quietBrowser } from '../testing/notice-browser.ts'
import { renderApp } from '../testing/render-app.tsx'
import { addRoom, emptyWorld, type Room, say, type World } from '../testing/world.ts'
import { startNotifier } from './notifier.ts'
import { quietUntil } from './quiet-times.ts'

function withRooms(): { world: World; bob: Room; team: Room } {
  const world = emptyWorld()
  const bob = addRoom(world, { members: ['bob'] })
  const team = addRoom(world, { kind: 'group', name: 'Team', members: ['bob', 'carol'] })
  say(world, bob, 'bob', { at: Date.now() - 60_000, text: 'older' })
  return { world, bob, team }
}

async function listening(world: World, path = '/') {
  const browser = quietBrowser('on')
  const app = renderApp(world, path, undefined, browser)
  await app.screen.findByRole('navigation', { name: 'Conversations' })
  // by the notifier, which is there from then on
  await waitFor(() => expect(browser.badge).toBeDefined())
  const hear = (room: Room, from: string, text: string) => {
    let heard: MessageSnapshot | undefined
    act(() => {
      heard = app.engine.hear(room.conversation, from, text)
    })
    return heard
  }
  const notice = (room: Room) => browser.shown.get(room.conversation)
  return { ...app, browser, hear, notice }
}

describe('[SY-14] a notification', () => {
  it('says who wrote, where, and what, with nothing that was concealed', async () => {
    const { world, bob, team } = withRooms()
    const { hear, notice, browser } = await listening(world)
    hear(bob, 'bob', 'the **answer** is ||forty-two||')
    await waitFor(() => expect(notice(bob)).toMatchObject({ title: 'bob', body: 'the answer is ▒▒▒▒' }))
    hear(team, 'carol', 'one')
    hear(team, 'bob', 'two')
    await waitFor(() => expect(notice(team)).toMatchObject({ title: 'bob · Team', body: 'two' }))
    expect(browser.shown.size).toBe(2)
    expect(browser.badge).toBe(3)
  })

  it.each([
    ['name', { title: 'bob', body: 'New message' }],
    ['nothing', { title: 'Sotto', body: 'New message', tag: 'anywhere' }],
  ] as const)('says no more than it may: %s', async (noticeContents, said) => {
    const { world, bob } = withRooms()
    world.settings = { noticeContents }
    const { hear, browser } = await listening(world)
    hear(bob, 'bob', 'in confidence')
    await waitFor(() => expect([...browser.shown.values()]).toMatchObject([said]))
    expect(JSON.stringify([...browser.shown.values()])).not.toContain('confidence')
  })

  it('goes when its message is read on another device, and with it alone', async () => {
    const { world, bob, team } = withRooms()
    const { hear, notice, engine, browser } = await listening(world)
    hear(bob, 'bob', 'one')
    hear(team, 'carol', 'two')
    await waitFor(() => expect(browser.shown.size).toBe(2))
    act(() =>
      engine.change(() => {
        bob.readUpTo = Number.POSITIVE_INFINITY
      }),
    )
    await waitFor(() => expect(notice(bob)).toBeUndefined())
    expect(notice(team)).toBeDefined()
    expect(browser.badge).toBe(1)
  })

  it('that names nobody stays while anything that it stands for is unread', async () => {
    const { world, bob, team } = withRooms()
    world.settings = { noticeContents: 'nothing' }
    const { hear, engine, browser } = await listening(world)
    hear(bob, 'bob', 'one')
    await waitFor(() => expect(browser.shown.size).toBe(1))
    hear(team, 'carol', 'two')
    await waitFor(() =>
      expect(browser.shown.get('anywhere')?.news.conversations).toEqual([
        ...[bob.conversation, team.conversation],
      ]),
    )
    const read = (room: Room) =>
      act(() =>
        engine.change(() => {
          room.readUpTo = Number.POSITIVE_INFINITY
        }),
      )
    read(team)
    expect(browser.shown.size).toBe(1)
    read(bob)
    await waitFor(() => expect(browser.shown.size).toBe(0))
  })

  it('goes when its message is deleted, and says what it says after an edit', async () => {
    const { world, bob } = withRooms()
    const { hear, notice, engine } = await listening(world)
    const message = hear(bob, 'bob', 'at nine')
    if (message === undefined) throw new TypeError('nothing was said')
    await waitFor(() => expect(notice(bob)?.body).toBe('at nine'))
    const by = { conversation: bob.conversation, conversationName: 'bob', id: message.id, ofMine: false }
    const change = { type: 'change', ...by, by: message.from, mine: false, at: 1, quiet: false } as const
    act(() => engine.happen({ ...change, what: { kind: 'edited', text: 'at ten' } }))
    await waitFor(() => expect(notice(bob)).toMatchObject({ body: 'at ten', silent: true }))
    act(() => engine.happen({ ...change, what: { kind: 'deleted' } }))
    await waitFor(() => expect(notice(bob)).toBeUndefined())
  })

  it('[CT-21] goes when the time of its message is over', async () => {
    const { world, bob, team } = withRooms()
    const { hear, notice, engine } = await listening(world)
    const message = hear(bob, 'bob', 'for a moment')
    hear(team, 'carol', 'for longer')
    if (message === undefined) throw new TypeError('nothing was said')
    await waitFor(() => expect(notice(bob)?.body).toBe('for a moment'))
    act(() => engine.happen({ type: 'expired', conversation: bob.conversation, ids: [message.id] }))
    await waitFor(() => expect(notice(bob)).toBeUndefined())
    expect(notice(team)).toBeDefined()
  })

  it('is none of what is to be quiet, of requests, or of what was read meanwhile', async () => {
    const { world, bob, team } = withRooms()
    team.mutedUntil = 'always'
    const stranger = addRoom(world, { members: ['mallory'], state: 'request' })
    const { hear, engine, browser } = await listening(world)
    hear(team, 'carol', 'quietly')
    hear(stranger, 'mallory', 'buy this')
    hear(bob, 'bob', 'read at once elsewhere')
    act(() =>
      engine.change(() => {
        bob.readUpTo = Number.POSITIVE_INFINITY
      }),
    )
    const carol = addRoom(world, { members: ['carol'] })
    hear(carol, 'carol', 'the last')
    await waitFor(() => expect([...browser.shown.keys()]).toEqual([carol.conversation]))
    expect(browser.badge).toBe(1)
  })

  it('waits until what was missed is here', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    onTestFinished(() => void vi.useRealTimers())
    const { world, bob } = withRooms()
    world.connection = { ...world.connection, caughtUp: false }
    const engine = createMemoryEngine(world)
    const browser = quietBrowser('on')
    const stop = startNotifier({ engine, door: await browser.load(), t: i18next.getFixedT(null, 'app') })
    engine.hear(bob.conversation, 'bob', 'yesterday')
    await vi.advanceTimersByTimeAsync(60_000)
    expect(browser.shown.size).toBe(0)
    engine.change(() => {
      world.connection = { ...world.connection, caughtUp: true }
    })
    await vi.advanceTimersByTimeAsync(60_000)
    expect(browser.shown.get(bob.conversation)?.body).toBe('yesterday')
    stop()
  })

  it('is none while somebody looks at the app: there it sounds, unless what came is open', async () => {
    const { world, bob, team } = withRooms()
    const { hear, browser } = await listening(world)
    browser.looking = { conversation: bob.conversation }
    hear(bob, 'bob', 'seen')
    hear(team, 'carol', 'elsewhere')
    await waitFor(() => expect(browser.played).toBe(1))
    expect(browser.shown.size).toBe(0)
  })

  it('makes one sound at most, and none where there is to be none', async () => {
    const { world, bob } = withRooms()
    world.settings = { noticeSound: 'off' }
    const { hear, browser, notice, engine } = await listening(world)
    hear(bob, 'bob', 'psst')
    await waitFor(() => expect(notice(bob)).toMatchObject({ body: 'psst', silent: true }))
    expect(browser.played).toBe(0)
    act(() =>
      engine.change(() => {
        world.settings = {}
      }),
    )
    hear(bob, 'bob', 'hey')
    await waitFor(() => expect(notice(bob)).toMatchObject({ body: 'hey', silent: true }))
    expect(browser.played).toBe(1)
  })

  it('opens its conversation when it is pressed, and goes when somebody signs out or locks', async () => {
    const { world, bob, team } = withRooms()
    const { hear, browser, history, engine } = await listening(world)
    hear(bob, 'bob', 'hello?')
    hear(team, 'bob', 'hello all?')
    await waitFor(() => expect(browser.shown.size).toBe(2))
    act(() => browser.press(bob.conversation))
    await waitFor(() => expect(history.location.pathname).toBe(`/c/${bob.conversation}`))
    act(() =>
      engine.change(() => {
        world.session = { state: 'locked' }
      }),
    )
    await waitFor(() => expect(browser.shown.size).toBe(0))
    expect(browser.badge).toBe(0)
  })
})

describe('being told', () => {
  it('is offered once somebody has written, and the browser asks only after a press', async () => {
    const { world, bob } = withRooms()
    bob.items.length = 0
    const browser = quietBrowser('ask')
    const { screen, user, engine } = renderApp(world, '/', undefined, browser)
    await screen.findByRole('navigation', { name: 'Conversations' })
    expect(screen.queryByRole('region', { name: 'Being told' })).toBeNull()
    act(() => void engine.hear(bob.conversation, 'bob', 'hello'))
    const offer = within(await screen.findByRole('region', { name: 'Being told' }))
    expect(browser.permission).toBe('ask')
    await user.click(offer.getByRole('button', { name: 'Turn on notifications' }))
    await waitFor(() => expect(browser.permission).toBe('on'))
    await waitFor(() => expect(screen.queryByRole('region', { name: 'Being told' })).toBeNull())
  })

  it('is not offered again to whoever has said no', async () => {
    const { world } = withRooms()
    const first = renderApp(world, '/', undefined, quietBrowser('ask'))
    await first.user.click(await first.screen.findByRole('button', { name: 'Not now' }))
    expect(first.screen.queryByRole('region', { name: 'Being told' })).toBeNull()
    first.unmount()
    const again = renderApp(world, '/', undefined, quietBrowser('ask'))
    await again.screen.findByRole('navigation', { name: 'Conversations' })
    expect(again.screen.queryByRole('region', { name: 'Being told' })).toBeNull()
  })

  it('is turned on and off for this browser in the settings, and says why it can’t be', async () => {
    const browser = quietBrowser('denied')
    const { screen, user, unmount } = renderApp(emptyWorld(), '/settings/notifications', undefined, browser)
    expect(await screen.findByText(/^Your browser blocks notifications/)).toBeDefined()
    unmount()
    browser.permission = 'ask'
    renderApp(emptyWorld(), '/settings/notifications', undefined, browser)
    const here = within(await screen.findByRole('region', { name: 'On this device' }))
    await user.click(await here.findByRole('button', { name: 'Turn on' }))
    await user.click(await here.findByRole('button', { name: 'Turn off' }))
    await waitFor(() => expect(browser.permission).toBe('off'))
  })

  it('[SY-13] shows, sounds and is quiet as the settings say, for all devices', async () => {
    const world = emptyWorld()
    const browser = quietBrowser('on')
    const { screen, user } = renderApp(world, '/settings/notifications', undefined, browser)
    await user.click(await screen.findByRole('radio', { name: 'Who wrote' }))
    await waitFor(() => expect(world.settings.noticeContents).toBe('name'))
    await user.click(screen.getByRole('switch', { name: 'Play a sound for new messages' }))
    await waitFor(() => expect(world.settings.noticeSound).toBe('off'))
    await user.click(screen.getByRole('button', { name: 'Listen' }))
    await waitFor(() => expect(browser.played).toBe(1))
    const hours = within(screen.getByRole('region', { name: 'Quiet hours' }))
    await user.click(hours.getByRole('button', { name: 'Turn on' }))
    await waitFor(() => expect(world.settings.quietHours).toEqual({ from: 22 * 60, to: 7 * 60 }))
    await user.click(await hours.findByRole('button', { name: 'Turn off' }))
    await waitFor(() => expect(world.settings.quietHours).toBe('off'))
  })

  it('[SY-14] is stopped for a time from the palette or the settings, and the list says so', async () => {
    const world = emptyWorld()
    const { screen, user } = renderApp(world)
    await screen.findByRole('navigation', { name: 'Conversations' })
    await user.keyboard('{Control>}k{/Control}')
    await user.type(await screen.findByRole('combobox'), 'do not disturb for{Enter}')
    await waitFor(() => expect(world.settings.quietUntil).toBeGreaterThan(Date.now()))
    expect(await screen.findByText(/^Do not disturb until/)).toBeDefined()
    await user.click(screen.getByRole('button', { name: 'Turn off' }))
    await waitFor(() => expect(world.settings.quietUntil).toBe('off'))
    expect(screen.queryByText(/^Do not disturb/)).toBeNull()
  })

  it('is stopped until eight in the morning at most', () => {
    const late = new Date(2026, 5, 30, 23, 30).getTime()
    expect(quietUntil('tomorrow', late)).toBe(new Date(2026, 6, 1, 8).getTime())
    expect(quietUntil('hour', late)).toBe(late + 3_600_000)
    expect(quietUntil('workday', late)).toBe(late + 8 * 3_600_000)
    expect(quietUntil('always', late)).toBe('always')
  })
})
