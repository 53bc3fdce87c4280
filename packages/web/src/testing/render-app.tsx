// Draws the whole app over an in-memory engine, at an address.

import { createMemoryHistory } from '@tanstack/react-router'
import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { App } from '../app/app.tsx'
import { createMemoryEngine } from './memory-engine.ts'
import type { World } from './world.ts'

export function renderApp(world: World, path = '/') {
  const engine = createMemoryEngine(world)
  const history = createMemoryHistory({ initialEntries: [path] })
  const { unmount } = render(<App engine={engine} history={history} />)
  const commands = () => engine.calls.map(({ command }) => command)
  return { engine, history, unmount, commands, screen, user: userEvent.setup() }
}
