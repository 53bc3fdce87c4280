import { waitFor, within } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import { renderApp } from '../testing/render-app.tsx'
import { livedInWorld, profilesWorld } from '../testing/scenario.ts'

const named = (path: string) => renderApp(profilesWorld(Date.now()), path)

describe('the own profile', () => {
  it('[PR-8] is changed in a form, which says what is wrong and keeps what was typed', async () => {
    const { screen, user, engine } = renderApp(livedInWorld(Date.now()), '/settings/profile')
    const name = await screen.findByRole('textbox', { name: 'Display name' })
    await user.type(name, 'Alice Liddell')
    engine.failNext('setProfile', {
      code: 'bad_profile',
      message: 'A display name has at most 64 characters.',
    })
    await user.click(screen.getByRole('button', { name: 'Save' }))
    expect((await screen.findByRole('alert')).textContent).toContain('at most 64 characters')
    expect((name as HTMLInputElement).value).toBe('Alice Liddell')
    await user.click(screen.getByRole('button', { name: 'Save' }))
    expect(await screen.findByText('Saved.')).toBeDefined()
    expect(engine.world.profiles.get('alice')).toMatchObject({ name: 'Alice Liddell' })
    const preview = within(screen.getByRole('region', { name: 'How others see you' }))
    expect(preview.getByText('Alice Liddell')).toBeDefined()
    expect(preview.getByText('@alice', { exact: false })).toBeDefined()
  })

  it('[PR-5] is shown to everyone only when its owner says so, who is told what the server reads then', async () => {
    const { screen, user, engine } = renderApp(livedInWorld(Date.now()), '/settings/profile')
    const everyone = await screen.findByRole('radio', { name: /Everyone on this server/ })
    expect(everyone.closest('label')?.textContent).toContain('the server can read it')
    await user.click(everyone)
    await waitFor(() => expect(engine.world.profiles.get('alice')?.audience).toBe('everyone'))
  })
})

describe('what others call themselves', () => {
  it('[PR-9] stands in the list, above the conversation and in the details, with the account name where it matters', async () => {
    const { screen, user } = named('/')
    const list = within(await screen.findByRole('navigation', { name: 'Conversations' }))
    await user.click(await list.findByRole('link', { name: /^Robert Ashcombe(?! \(@)/ }))
    const heading = await screen.findByRole('heading', { level: 1, name: /Robert Ashcombe/ })
    expect(heading.closest('header')?.textContent).toContain('@bob')
    expect(heading.closest('header')?.textContent).toContain('Do not disturb · 📝 Writing the report')
    await user.click(screen.getByRole('link', { name: 'Conversation details' }))
    expect(await screen.findByText('Head of research')).toBeDefined()
    expect(screen.getByText(/In the office on Tuesdays/)).toBeDefined()
  })

  it('[PR-9] is followed by the account name where somebody else is called the same', async () => {
    const { screen } = named('/')
    expect((await screen.findAllByText('Robert Ashcombe (@carol)', { exact: false })).length).toBeGreaterThan(
      0,
    )
  })
})

describe('the own status', () => {
  it('[ST-1] is set with a text and an end', async () => {
    const { screen, user, engine } = renderApp(livedInWorld(Date.now()), '/')
    await user.click(await screen.findByRole('button', { name: 'Your status: Online' }))
    const dialog = within(await screen.findByRole('dialog'))
    await user.click(dialog.getByRole('radio', { name: /Do not disturb/ }))
    await user.type(dialog.getByRole('textbox', { name: 'What you are doing' }), 'Deep work')
    await user.selectOptions(dialog.getByRole('combobox', { name: 'Ends' }), 'In one hour')
    await user.click(dialog.getByRole('button', { name: 'Set status' }))
    expect(await screen.findByRole('button', { name: 'Your status: Do not disturb' })).toBeDefined()
    expect(engine.world.profiles.get('alice')?.status).toMatchObject({ kind: 'busy', text: 'Deep work' })
  })
})
