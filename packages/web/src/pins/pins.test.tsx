import { waitFor, within } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import { account } from '../testing/ids.ts'
import { renderApp } from '../testing/render-app.tsx'
import { addRoom, emptyWorld, messageOf, person, say } from '../testing/world.ts'

describe('pinned messages', () => {
  it('are pinned from a message’s menu, stand above the messages, and are gone through by pressing', async () => {
    const world = emptyWorld()
    world.people.push(person('bob'))
    const room = addRoom(world, { members: ['bob'] })
    const at = Date.now()
    const plan = say(world, room, 'bob', { at, text: 'The plan', pinned: true })
    const address = say(world, room, 'bob', { at: at + 1, text: 'The address' })
    const { user, screen } = renderApp(world, `/c/${room.conversation}`)
    const bar = await screen.findByRole('region', { name: 'Pinned messages' })
    expect(within(bar).getByRole('button').textContent).toBe('Pinned messagebob: The plan')
    const last = async () => {
      const bubble = (await screen.findAllByRole('article')).at(-1)
      if (bubble === undefined) throw new Error('no message is shown')
      return bubble
    }
    const choose = async (entry: string) => {
      const bubble = await last()
      await user.hover(bubble)
      await user.click(within(bubble).getByRole('button', { name: 'More' }))
      await user.click(await screen.findByRole('menuitem', { name: entry }))
    }
    await choose('Pin for everyone')
    expect(await within(await last()).findByRole('img', { name: 'Pinned' })).toBeDefined()
    const shown = () => within(bar).getByRole('button').textContent
    await waitFor(() => expect(shown()).toBe('Pinned message 1 of 2bob: The address'))
    await user.click(within(bar).getByRole('button'))
    await waitFor(() => expect(shown()).toBe('Pinned message 2 of 2bob: The plan'))
    await user.click(within(bar).getByRole('button'))
    await waitFor(() => expect(shown()).toBe('Pinned message 1 of 2bob: The address'))
    await choose('Unpin for everyone')
    await waitFor(() => expect(messageOf(room, address.id)?.pinned).toBeUndefined())
    expect(messageOf(room, plan.id)?.pinned).toBe(true)
  })

  it('are told in the timeline, with the way there', async () => {
    const world = emptyWorld()
    world.people.push(person('bob'))
    const room = addRoom(world, { members: ['bob'] })
    const said = say(world, room, 'bob', { at: Date.now(), text: 'The plan' })
    const what = { kind: 'pinned', by: account('bob'), id: said.id } as const
    room.items.push({ type: 'happening', key: 'pin', at: Date.now(), what })
    const { user, screen } = renderApp(world, `/c/${room.conversation}`)
    expect(await screen.findByText(/^bob pinned a message/)).toBeDefined()
    await user.click(screen.getByRole('button', { name: 'Show it' }))
    expect(screen.queryByRole('region', { name: 'Pinned messages' })).toBeNull()
  })
})
