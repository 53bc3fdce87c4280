import { createEvent, fireEvent, waitFor } from '@testing-library/react'
import { expect, it } from 'vitest'
import { renderApp } from '../testing/render-app.tsx'
import { addRoom, emptyWorld, person, say } from '../testing/world.ts'

async function talk() {
  const world = emptyWorld()
  world.people.push(person('bob'))
  const room = addRoom(world, { members: ['bob'] })
  const now = Date.now()
  say(world, room, 'bob', { at: now, text: 'Lunch?' })
  say(world, room, 'alice', { at: now + 1, text: 'See you then' })
  const { screen, user } = renderApp(world, `/c/${room.conversation}`)
  const lunch = await waitFor(() => screen.getByText('Lunch?', { selector: 'article *' }))
  return { screen, user, lunch }
}

const entries = (screen: Awaited<ReturnType<typeof talk>>['screen']) =>
  screen.getAllByRole('menuitem').map((item) => item.textContent)

it('opens on the message that is pressed with the other button, one after the other', async () => {
  const { screen, user, lunch } = await talk()
  fireEvent.contextMenu(lunch)
  await screen.findByRole('menu')
  const ofBob = entries(screen)
  await user.keyboard('{Escape}')
  await waitFor(() => expect(screen.queryByRole('menu')).toBeNull())
  fireEvent.contextMenu(screen.getByText(/^See/, { selector: 'article *' }))
  await screen.findByRole('menu')
  expect(ofBob).not.toContain('Edit')
  expect(entries(screen)).toEqual(expect.arrayContaining(['Reply', 'Edit']))
  await user.click(screen.getByRole('menuitem', { name: 'Edit' }))
  expect(await screen.findByDisplayValue('See you then')).toBeDefined()
})

it('opens when a finger stays on a message, and not when it stays beside one', async () => {
  const { screen, lunch } = await talk()
  const touches = [{ identifier: 1, target: lunch, clientX: 5, clientY: 5 }]
  const row = lunch.closest('li')
  if (row === null) throw new TypeError('a message stands in a list')
  fireEvent.touchStart(row, { touches })
  fireEvent.touchStart(lunch, { touches })
  fireEvent.touchEnd(lunch)
  fireEvent.touchStart(lunch, { touches })
  expect(await screen.findByRole('menu', undefined, { timeout: 5000 })).toBeDefined()
})

it('leaves links, and what is no message, to the browser', async () => {
  const { lunch } = await talk()
  const link = document.createElement('a')
  lunch.append(link)
  const beside = lunch.closest('li')
  for (const [at, isOurs] of [
    [link, false],
    [beside, false],
    [lunch, true],
  ] as const) {
    if (at === null) throw new TypeError('a message stands in a list')
    const press = createEvent.contextMenu(at)
    fireEvent(at, press)
    expect(press.defaultPrevented).toBe(isOurs)
  }
})
