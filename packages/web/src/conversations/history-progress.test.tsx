import { waitFor } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import { happening } from '../testing/memory-commands.ts'
import { renderApp } from '../testing/render-app.tsx'
import { addRoom, emptyWorld, person, say } from '../testing/world.ts'

describe('history that is on its way', () => {
  it('[AR-7] is told by a quiet line, which goes when everything is here', async () => {
    const { screen, engine } = renderApp(emptyWorld())
    await screen.findByRole('navigation', { name: 'Conversations' })
    expect(screen.queryByText(/Older messages/)).toBeNull()
    engine.change((world) => {
      world.archive = { state: 'arriving', done: 40, total: 120, waiting: 0 }
    })
    expect((await screen.findByText(/Older messages are arriving/)).textContent).toContain('40 of 120')
    engine.change((world) => {
      world.archive = { state: 'complete', done: 120, total: 120, waiting: 0 }
    })
    await waitFor(() => expect(screen.queryByText(/Older messages/)).toBeNull())
  })

  it('[AR-7] is said of a search: it covers what has arrived', async () => {
    const world = emptyWorld()
    world.archive = { state: 'arriving', done: 1, total: 9, waiting: 0 }
    const { screen, user } = renderApp(world)
    await user.type(await screen.findByRole('searchbox', { name: 'Search' }), 'minutes')
    expect((await screen.findByText(/The search covers those that are here/)).textContent).toContain('1 of 9')
  })

  it('[AR-10] names what the server does not do as it should', async () => {
    const world = emptyWorld()
    world.archive = { state: 'complete', done: 0, total: 0, waiting: 0, problem: 'old' }
    const { screen } = renderApp(world)
    expect(await screen.findByText(/shows an older state of your history/)).toBeDefined()
  })

  it('[SY-6] names what the server does not do as it should with drafts, marks and settings', async () => {
    const world = emptyWorld()
    world.synced = { problem: 'refused' }
    const { screen, engine } = renderApp(world)
    expect(await screen.findByText(/settings do not reach your other devices/)).toBeDefined()
    engine.change(() => {
      world.synced = {}
    })
    await waitFor(() => expect(screen.queryByText(/settings do not reach/)).toBeNull())
  })

  it('[AR-8] is asked for again where it is named as missing', async () => {
    const world = emptyWorld()
    world.people.push(person('bob'))
    const room = addRoom(world, { members: ['bob'] })
    say(world, room, 'bob', { at: Date.now() - 60_000, text: 'before' })
    room.items.push(happening({ kind: 'missing', count: 2, state: 'unavailable' }, Date.now() - 50_000))
    const { screen, user, engine } = renderApp(world, `/c/${room.conversation}`)
    expect(
      await screen.findByText(/2 messages are missing\. Neither the server nor your devices/),
    ).toBeDefined()
    await user.click(screen.getByRole('button', { name: 'Try again' }))
    const { conversation } = room
    expect(engine.calls.at(-1)).toEqual({ command: 'askForMissing', params: { conversation } })
  })

  it.each([
    ['asking', /1 message is missing\. Asking your other devices/],
    [
      'asking-members',
      /1 message is missing\. Asking the others in this conversation\. Nobody has answered yet/,
    ],
    ['not-had', /1 message is missing\. Nobody who has answered could help/],
    ['refused', /1 message is missing\. What somebody offered could not be shown to be genuine/],
  ] as const)('[AR-14] says who is asked, or what came of it: %s', async (state, words) => {
    const world = emptyWorld()
    world.people.push(person('bob'))
    const room = addRoom(world, { members: ['bob'] })
    room.items.push(happening({ kind: 'missing', count: 1, state }, Date.now() - 50_000))
    const { screen } = renderApp(world, `/c/${room.conversation}`)
    expect(await screen.findByText(words)).toBeDefined()
    expect(screen.getByRole('button', { name: 'Try again' })).toBeDefined()
  })
})
