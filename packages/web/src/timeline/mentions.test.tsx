import { act, waitFor, within } from '@testing-library/react'
import { describe, expect, it, vi } from 'vitest'
import { renderApp } from '../testing/render-app.tsx'
import { addRoom, emptyWorld, person, say } from '../testing/world.ts'

function world() {
  const made = emptyWorld()
  made.people.push(person('bob'), person('carol'))
  made.profiles.set('bob', { name: 'Robert Quist', about: 'Writes letters.' })
  const team = addRoom(made, { kind: 'group', name: 'Team', members: ['bob', 'carol'] })
  say(made, team, 'carol', { at: 1, text: 'so' })
  return { made, team }
}

describe('[CT-27] a message that names somebody', () => {
  it('shows who that is, never what the writer says, and opens what they tell of themselves', async () => {
    const { made, team } = world()
    say(made, team, 'carol', {
      at: 2,
      text: '[@carol](sotto:user/bob) and @bob, @zed, [x](sotto:user/zed) `@bob`',
    })
    const { user, screen } = renderApp(made, `/c/${team.conversation}`)
    const named = await screen.findAllByRole('button', { name: '@Robert Quist' })
    expect(named).toHaveLength(2)
    const text = named[0]?.closest('p')?.textContent
    expect(text).toBe('@Robert Quist and @Robert Quist, @zed, @zed @bob')
    await user.click(named[0] ?? document.body)
    const dialog = await screen.findByRole('dialog', { name: 'Robert Quist' })
    await within(dialog).findByText('Writes letters.')
    await user.click(within(dialog).getByRole('button', { name: 'Write a message' }))
    await screen.findByRole('heading', { name: 'Robert Quist' })
  })

  it('counts in the list, leads to the next one, and no longer when it was read', async () => {
    const { made, team } = world()
    team.readUpTo = 1
    // what is looked at is read at once
    const looks = vi.spyOn(document, 'hasFocus').mockReturnValue(false)
    say(made, team, 'carol', { at: 2, text: 'and [@alice](sotto:user/alice)?' })
    say(made, team, 'carol', { at: 3, text: '`@alice` @everyone' })
    const { user, screen, engine } = renderApp(made, `/c/${team.conversation}`)
    await screen.findByRole('img', { name: '2 unread messages name you' })
    await user.click(
      await screen.findByRole('button', { name: 'Go to the next of 2 messages that name you' }),
    )
    expect(await screen.findByRole('button', { name: 'Back to where you were' })).toBeDefined()
    act(() =>
      engine.change(() => {
        team.readUpTo = 3
      }),
    )
    await waitFor(() => expect(screen.queryByRole('img', { name: /name you/ })).toBeNull())
    expect(screen.queryByRole('button', { name: /that name you/ })).toBeNull()
    looks.mockRestore()
  })
})

describe('[CT-27] the field', () => {
  it('completes names by keys alone, and links them when the message leaves; who edits it sees the names again', async () => {
    const { made, team } = world()
    const { user, screen, engine } = renderApp(made, `/c/${team.conversation}`)
    const field = await screen.findByRole<HTMLTextAreaElement>('textbox', { name: /Team/ })
    await user.type(field, 'ask @qui')
    const list = await screen.findByRole('listbox', { name: 'People to name' })
    expect(within(list).getAllByRole('option')).toHaveLength(1)
    await user.keyboard('{Enter}')
    await waitFor(() => expect(field.value).toBe('ask @bob '))
    expect(screen.queryByRole('listbox')).toBeNull()
    await user.type(field, 'and @')
    await screen.findByRole('listbox')
    await user.keyboard('{ArrowUp}{Tab}')
    await waitFor(() => expect(field.value).toBe('ask @bob and @everyone '))
    await user.type(field, '`@bob` @')
    await screen.findByRole('listbox')
    await user.keyboard('{Escape}')
    await waitFor(() => expect(screen.queryByRole('listbox')).toBeNull())
    await user.keyboard('{Backspace}{Enter}')
    const text = `ask [@bob](sotto:user/bob) and [@everyone](sotto:room/${team.conversation}) \`@bob\``
    await waitFor(() =>
      expect(engine.calls.find(({ command }) => command === 'send')?.params).toMatchObject({ text }),
    )
  })
})
