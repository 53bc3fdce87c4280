// Draws the whole app over an in-memory engine, at an address.

import { createMemoryHistory } from '@tanstack/react-router'
import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { PasskeyContext, type PasskeyDoor } from '../account/passkey-door.ts'
import { App } from '../app/app.tsx'
import { NoticeDoorContext } from '../notices/use-notice-door.ts'
import { GoToContext } from '../programs/go-to.ts'
import { createMemoryEngine } from './memory-engine.ts'
import { quietBrowser } from './notice-browser.ts'
import type { World } from './world.ts'

const unfit = { ok: false, why: 'unfit' } as const
const noPasskeys: PasskeyDoor = {
  canUse: () => false,
  make: async () => unfit,
  show: async () => unfit,
  evaluate: async () => unfit,
  canSuggest: async () => false,
  suggest: async () => 'over',
}

/** `notices`: of a browser that has none, and in which nobody looks at anything, unless another is given. */
export function renderApp(world: World, path = '/', passkeys = noPasskeys, notices = quietBrowser()) {
  const engine = createMemoryEngine(world)
  const history = createMemoryHistory({ initialEntries: [path] })
  const gone: string[] = []
  const { unmount } = render(
    <PasskeyContext value={passkeys}>
      <GoToContext value={(address) => gone.push(address)}>
        <NoticeDoorContext value={notices.load}>
          <App engine={engine} history={history} />
        </NoticeDoorContext>
      </GoToContext>
    </PasskeyContext>,
  )
  const commands = () => engine.calls.map(({ command }) => command)
  return { engine, history, unmount, commands, gone, screen, user: userEvent.setup() }
}
