import { waitFor, within } from '@testing-library/react'
import { expect, it } from 'vitest'
import { renderApp } from '../testing/render-app.tsx'
import { addRoom, emptyWorld, messagesOf, person, say } from '../testing/world.ts'

async function openDialog({ expires = false } = {}) {
  const world = emptyWorld()
  world.people.push(person('bob'), person('carol'), person('dora'))
  const room = addRoom(world, { members: ['bob'] })
  const others = [addRoom(world, { members: ['carol'] }), addRoom(world, { members: ['dora'] })]
  const lifetime = expires ? { expires: { after: 60 } } : {}
  say(world, room, 'bob', { at: Date.now(), text: 'The address', ...lifetime })
  const app = renderApp(world, `/c/${room.conversation}`)
  const { user, screen } = app
  const bubble = await screen.findByRole('article')
  await user.hover(bubble)
  await user.click(within(bubble).getByRole('button', { name: 'More' }))
  return { ...app, others }
}

it('a message is forwarded to those that are chosen, by keys alone, and marked there', async () => {
  const { user, screen, engine, others } = await openDialog()
  await user.click(await screen.findByRole('menuitem', { name: 'Forward…' }))
  const dialog = await screen.findByRole('dialog', { name: 'Forward' })
  const send = () => within(dialog).getByRole('button', { name: /^Forward/ })
  expect(send().hasAttribute('disabled')).toBe(true)
  const field = within(dialog).getByRole('searchbox', { name: 'Search conversations' })
  await user.type(field, 'car{Enter}')
  await user.type(field, 'dora{Enter}')
  await user.type(field, 'nobody')
  expect(within(dialog).getByRole('status').textContent).toBe('No conversation is called so.')
  await user.clear(field)
  expect(within(dialog).getByRole('button', { name: 'carol', pressed: true })).toBeDefined()
  const refused = {
    code: 'unknown_conversation',
    message: 'You are no longer in this conversation.',
  } as const
  engine.failNext('forward', refused)
  await user.click(send())
  expect((await within(dialog).findByRole('alert')).textContent).toContain('Not forwarded to carol')
  await user.click(within(dialog).getByRole('button', { name: 'Forward to 1 conversation' }))
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
  for (const other of others) {
    expect(messagesOf(other).map(({ text, forwarded }) => [text, forwarded])).toEqual([['The address', true]])
  }
})

it('one that disappears is not forwarded', async () => {
  const { screen } = await openDialog({ expires: true })
  expect(await screen.findByRole('menuitem', { name: 'Copy text' })).toBeDefined()
  expect(screen.queryByRole('menuitem', { name: 'Forward…' })).toBeNull()
})

it('what was forwarded says so', async () => {
  const world = emptyWorld()
  world.people.push(person('bob'))
  const room = addRoom(world, { members: ['bob'] })
  say(world, room, 'bob', { at: Date.now(), text: 'The address', forwarded: true })
  const { screen } = renderApp(world, `/c/${room.conversation}`)
  expect(within(await screen.findByRole('article')).getByText('Forwarded')).toBeDefined()
})
