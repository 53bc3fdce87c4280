import { fireEvent, waitFor } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import { dayText } from '../people/days.ts'
import { renderApp } from '../testing/render-app.tsx'
import { addRoom, emptyWorld, person, say, type World } from '../testing/world.ts'

const at = (day: number, hour = 12) => new Date(2026, 2, day, hour).getTime()

function world() {
  const made: World = emptyWorld()
  made.people.push(person('bob'), person('carol'))
  const bob = addRoom(made, { members: ['bob'] })
  for (const day of [1, 2, 5]) say(made, bob, 'bob', { at: at(day), text: `said on the ${day}` })
  const carol = addRoom(made, { members: ['carol'] })
  const plum = say(made, carol, 'carol', { at: at(3), text: 'a plum' })
  const reply = say(made, carol, 'carol', { at: at(4), text: 'the answer', inReplyTo: plum.id })
  return { made, bob, carol, plum, reply }
}

const wayBack = 'Back to where you were'

describe('the way back', () => {
  it('leads from what was found to the conversation that was open, by a button and by keys', async () => {
    const { made, bob, plum } = world()
    const { user, screen, history } = renderApp(made, `/c/${bob.conversation}`)
    await screen.findByRole('heading', { name: 'bob' })
    for (const how of ['button', 'keys']) {
      const search = await screen.findByRole('searchbox', { name: 'Search' })
      await user.clear(search)
      await user.type(search, 'plum')
      await user.click(await screen.findByRole('link', { name: /a plum/ }))
      await waitFor(() => expect(history.location.href).toContain(plum.id))
      const button = await screen.findByRole('button', { name: wayBack })
      if (how === 'button') await user.click(button)
      else await user.keyboard('{Control>}{Shift>}b{/Shift}{/Control}')
      await waitFor(() => expect(history.location.pathname).toBe(`/c/${bob.conversation}`))
      await waitFor(() => expect(screen.queryByRole('button', { name: wayBack })).toBeNull())
    }
  })

  it('leads back from what was answered, and ends when somebody goes on by themselves', async () => {
    const { made, bob, carol } = world()
    const { user, screen } = renderApp(made, `/c/${carol.conversation}`)
    await user.click(await screen.findByRole('button', { name: /: a plum/ }))
    expect(await screen.findByRole('button', { name: wayBack })).toBeDefined()
    await user.click(screen.getByRole('link', { name: new RegExp(`^${bob.name}`) }))
    await screen.findByRole('heading', { name: 'bob' })
    await waitFor(() => expect(screen.queryByRole('button', { name: wayBack })).toBeNull())
  })
})

describe('going to a day', () => {
  async function asked(make = world()) {
    const rendered = renderApp(make.made, `/c/${make.bob.conversation}`)
    const { user, screen } = rendered
    await user.click(await screen.findByRole('button', { name: 'What to do with bob' }))
    await user.click(await screen.findByRole('menuitem', { name: 'Go to a day' }))
    const field = await screen.findByLabelText('A day')
    const choose = async (day: number) => {
      fireEvent.change(field, { target: { value: dayText(at(day)) } })
      await user.click(screen.getByRole('button', { name: 'Go' }))
    }
    return { ...rendered, ...make, choose }
  }

  it('shows the first message of that day, or the next one, and leads back', async () => {
    const { bob, screen, choose, engine } = await asked()
    await choose(3)
    expect(await screen.findByRole('button', { name: wayBack })).toBeDefined()
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
    const { conversation } = bob
    expect(engine.calls).toContainEqual({ command: 'firstOn', params: { conversation, at: at(3, 0) } })
  })

  it('begins with the day whose line was pressed', async () => {
    const { made, bob } = world()
    const { user, screen } = renderApp(made, `/c/${bob.conversation}`)
    const [line] = await screen.findAllByTitle('Go to a day')
    if (line === undefined) throw new Error('missing')
    await user.click(line)
    expect(await screen.findByLabelText<HTMLInputElement>('A day')).toHaveProperty('value', dayText(at(1)))
  })

  it('says when nothing was written since, and when it may not have come yet', async () => {
    const first = await asked()
    await first.choose(9)
    expect(await first.screen.findByRole('alert')).toHaveProperty(
      'textContent',
      'Nothing was written on that day or since.',
    )
    first.engine.change((changed) => {
      changed.archive = { state: 'arriving', done: 1, total: 2, waiting: 0 }
    })
    await first.choose(2)
    const alert = await first.screen.findByText(/has not come to this device yet/)
    expect(alert).toBeDefined()
    await first.user.click(first.screen.getByRole('button', { name: /^Show the nearest message, of/ }))
    expect(await first.screen.findByRole('button', { name: wayBack })).toBeDefined()
  })
})
