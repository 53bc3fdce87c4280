import { waitFor } from '@testing-library/react'
import { describe, expect, it } from 'vitest'
import { account } from '../testing/ids.ts'
import { renderApp } from '../testing/render-app.tsx'
import { emptyWorld } from '../testing/world.ts'

const text = 'This server has shown you and bob two different key directories.'

describe('a doubt about the server’s directory', () => {
  it('[KT-11] is said above everything, and goes when the person goes on', async () => {
    const { user, screen, engine } = renderApp(emptyWorld())
    await screen.findByRole('main')
    expect(screen.queryByRole('alert')).toBeNull()
    engine.change((world) => {
      const doubt = { kind: 'split', since: 5, text, about: account('bob'), heads: ['AA', 'BB'] } as const
      world.directory = { state: 'doubtful', size: 3, ...doubt }
    })
    expect((await screen.findByRole('alert')).textContent).toContain(text)
    await user.click(screen.getByRole('button', { name: 'Go on' }))
    const dialog = await screen.findByRole('alertdialog')
    expect(dialog.textContent).toContain('Safety numbers that you know stay')
    await user.click(screen.getAllByRole('button', { name: 'Go on' }).at(-1) ?? dialog)
    expect(engine.calls.at(-1)).toEqual({ command: 'acceptDirectory', params: { since: 5 } })
    await waitFor(() => expect(screen.queryByRole('alert')).toBeNull())
  })

  it('[KT-11] asks for no decision about what may pass by itself', async () => {
    const { screen, engine } = renderApp(emptyWorld())
    await screen.findByRole('main')
    engine.change((world) => {
      world.directory = { state: 'doubtful', size: 3, kind: 'unproven', since: 5, text, heads: [] }
    })
    await screen.findByRole('alert')
    expect(screen.queryByRole('button', { name: 'Go on' })).toBeNull()
  })
})
