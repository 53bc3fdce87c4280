import { waitFor, within } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import { renderApp } from '../testing/render-app.tsx'
import { addRoom, emptyWorld, messageOf, person, say } from '../testing/world.ts'

function talk() {
  const world = emptyWorld()
  world.people.push(person('bob'))
  const room = addRoom(world, { members: ['bob'] })
  return { world, room }
}

describe('starred messages', () => {
  it('are starred from a message’s menu, marked, listed, and lose their star in either place', async () => {
    const { world, room } = talk()
    const said = say(world, room, 'bob', { at: Date.now(), text: 'The door code is 4711' })
    say(world, room, 'bob', { at: Date.now(), text: 'Something else' })
    const { user, screen, engine } = renderApp(world, `/c/${room.conversation}`)
    const [bubble] = await screen.findAllByRole('article')
    if (bubble === undefined) throw new Error('no message is shown')
    await user.hover(bubble)
    await user.click(within(bubble).getByRole('button', { name: 'More' }))
    await user.click(await screen.findByRole('menuitem', { name: 'Star' }))
    expect(await within(bubble).findByRole('img', { name: 'Starred' })).toBeDefined()
    await user.click(screen.getByRole('link', { name: 'Starred messages' }))
    const list = await screen.findByRole('list', { name: 'Starred messages' })
    const [link] = within(list).getAllByRole('link')
    expect(link?.textContent).toContain('The door code is 4711')
    expect(link?.getAttribute('href')).toBe(`/c/${room.conversation}?at=${said.id}`)
    await user.click(within(list).getByRole('button', { name: 'Remove the star from what bob wrote' }))
    expect(await screen.findByRole('heading', { name: 'Nothing starred yet' })).toBeDefined()
    await waitFor(() => expect(messageOf(room, said.id)?.starred).toBeUndefined())
    expect(engine.calls.filter(({ command }) => command === 'unstar')).toHaveLength(1)
  })
})
