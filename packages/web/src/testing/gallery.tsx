// A page of the development server alone: the app over the in-memory engine, in the state that the address asks for.
// `#world=…&path=/c/…`, the worlds by the names below. Another address is another app on the same page: loading it
// anew takes longer than looking at it. `#page=components`: what the app is made of.

import '../ui/app.css'
import type { FactorsSnapshot } from '@sotto/client'
import { createMemoryHistory } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { App } from '../app/app.tsx'
import { startI18n } from '../i18n/i18n.ts'
import { NoticeDoorContext } from '../notices/use-notice-door.ts'
import { followTheme } from '../ui/theme.ts'
import { BothThemes, ComponentsPage } from './components.tsx'
import { createMemoryEngine, type MemoryEngine } from './memory-engine.ts'
import { quietBrowser } from './notice-browser.ts'
import { somePrograms } from './program-commands.ts'
import { livedInWorld, profilesWorld, trouble } from './scenario.ts'
import { noFactors } from './way-commands.ts'
import { addRoom, emptyWorld, person, say, type World } from './world.ts'

declare global {
  interface Window {
    gallery?: MemoryEngine
  }
}

const acme = { name: 'Acme Ltd', required: false }

const worlds: Record<string, (now: number) => World> = {
  'lived-in': livedInWorld,
  profiles: profilesWorld,
  empty: () => ({
    ...emptyWorld(),
    people: [person('alice'), person('bob'), person('carol', { presence: 'away' })],
  }),
  'signed-out': () => ({ ...emptyWorld(), session: { state: 'signed-out' } }),
  'session-ended': () => ({ ...emptyWorld(), session: { state: 'signed-out', reason: 'session-ended' } }),
  starting: () => ({ ...emptyWorld(), session: { state: 'starting' } }),
  locked: () => ({
    ...emptyWorld(),
    session: { state: 'locked' },
    lock: { on: true, afterMinutes: 0, passphrase: true },
  }),
  'locked-both': () => ({
    ...emptyWorld(),
    session: { state: 'locked' },
    lock: { on: true, afterMinutes: 0, passphrase: true, passkey: 'BBBB' },
  }),
  'locked-passkey': () => ({
    ...emptyWorld(),
    session: { state: 'locked' },
    lock: { on: true, afterMinutes: 0, passphrase: false, passkey: 'BBBB' },
  }),
  'lock-on': (now) => ({
    ...livedInWorld(now),
    account: { recovery: 'ready', alerts: [], factors: twoPasskeys(now) },
    lock: { on: true, afterMinutes: 5, passphrase: true, passkey: 'BBBB' },
  }),
  offline: (now) => ({
    ...livedInWorld(now),
    connection: { state: 'offline', since: now - 60_000, caughtUp: false, waiting: 2, receiptsWaiting: 0 },
  }),
  trouble,
  'account-alerts': (now) => ({
    ...livedInWorld(now),
    account: {
      recovery: 'ready',
      alerts: [
        { what: 'recovered', at: now - 3_600_000 },
        { what: 'password-changed', at: now - 60_000 },
      ],
    },
  }),
  reminder: (now) => ({
    ...livedInWorld(now),
    account: { recovery: 'ready', alerts: [], reminder: [2, 5] },
  }),
  'dead-code': (now) => ({ ...livedInWorld(now), account: { recovery: 'outdated', alerts: [] } }),
  factors: (now) => ({
    ...livedInWorld(now),
    account: { recovery: 'ready', alerts: [], factors: twoPasskeys(now) },
  }),
  provider: () => ({ ...emptyWorld(), session: { state: 'signed-out' }, provider: acme }),
  'provider-required': () => ({
    ...emptyWorld(),
    session: { state: 'signed-out' },
    provider: { ...acme, required: true },
  }),
  connected: (now) => ({
    ...livedInWorld(now),
    account: { recovery: 'ready', alerts: [], factors: noFactors, sso: { ...acme, connected: true } },
  }),
  'not-connected': (now) => ({
    ...livedInWorld(now),
    account: { recovery: 'ready', alerts: [], factors: noFactors, sso: { ...acme, connected: false } },
  }),
  programs: (now) => ({ ...livedInWorld(now), programs: somePrograms }),
  'no-factors': (now) => ({
    ...livedInWorld(now),
    account: { recovery: 'ready', alerts: [], factors: noFactors },
  }),
  'factor-needed': (now) => ({
    ...livedInWorld(now),
    account: { recovery: 'ready', alerts: [], factors: { ...noFactors, policy: 'required', missing: true } },
  }),
  'store-failed': () => ({
    ...emptyWorld(),
    session: {
      state: 'store-failed',
      error: { code: 'device_storage_full', message: 'There is no room left on this device.' },
    },
  }),
  'store-damaged': () => ({
    ...emptyWorld(),
    session: {
      state: 'store-failed',
      error: {
        code: 'device_storage_damaged',
        message: 'What this device has stored is damaged and can’t be read.',
      },
    },
  }),
  'new-device': (now) => {
    const world = livedInWorld(now)
    return { ...world, devices: world.devices.map((one, at) => ({ ...one, isNew: at === 2 })) }
  },
  marked: (now) => {
    const world = livedInWorld(now)
    for (const room of world.rooms) {
      if (room.name === 'bob') {
        Object.assign(room, {
          ...{ pinnedAt: now - 9e7, draft: 'Friday at one, at the' },
          otherDraft: 'Or shall we have dinner instead? I know a place by the river.',
        })
      }
      if (room.name === 'Winter issue') room.archived = true
      if (room.name === 'grace') room.markedUnread = true
      if (room.name === 'Press team') room.mutedUntil = now + 3_600_000
      if (room.name === 'Spring issue') Object.assign(room, { pinnedAt: now - 8e7, mutedUntil: 'always' })
    }
    return world
  },
  quiet: (now) => ({
    ...livedInWorld(now),
    settings: { quietUntil: 'always', quietHours: { from: 22 * 60, to: 7 * 60 }, noticeContents: 'name' },
  }),
  many: (now) => {
    const world = livedInWorld(now)
    for (let index = 0; index < 1000; index += 1) {
      const room = addRoom(world, { kind: 'group', name: `Team ${index}`, members: ['bob', 'carol'] })
      say(world, room, 'bob', { at: now - index * 3_600_000, text: `Minutes of meeting ${index}` })
    }
    return world
  },
}

function twoPasskeys(now: number): FactorsSnapshot {
  return {
    ...noFactors,
    authenticator: true,
    backupCodes: 7,
    passkeys: [
      { id: 'AAAA', name: 'Blue security key', added: now - 9e9, opens: false, synced: false },
      { id: 'BBBB', name: 'Phone', added: now - 8e9, used: now - 7e7, opens: true, synced: true },
    ],
  }
}

const silent = quietBrowser()
const asking = quietBrowser('ask')

function show(): void {
  const asked = new URLSearchParams(window.location.hash.slice(1))
  if (asked.get('page') === 'components') {
    const theme = new URLSearchParams(window.location.search).get('theme')
    if (theme !== null) document.documentElement.dataset.theme = theme
    root.render(theme === null ? <BothThemes /> : <ComponentsPage theme={theme} />)
    return
  }
  const world = (worlds[asked.get('world') ?? 'lived-in'] ?? livedInWorld)(Date.now())
  if (asked.has('blocked')) world.blocks = world.people.slice(4, 6).map(({ account }) => account)
  const engine = createMemoryEngine(world)
  window.gallery = engine
  root.render(
    <StrictMode key={window.location.hash}>
      <NoticeDoorContext value={asked.get('world') === 'quiet' ? asking.load : silent.load}>
        <App engine={engine} history={createMemoryHistory({ initialEntries: [asked.get('path') ?? '/'] })} />
      </NoticeDoorContext>
    </StrictMode>,
  )
}

const place = document.getElementById('app')
if (place === null) throw new TypeError('the page has no place for the app')
const root = createRoot(place)
followTheme()
startI18n()
window.addEventListener('hashchange', show)
show()
