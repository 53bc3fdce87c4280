// Opening the app with 1,000 conversations and 100,000 stored messages, in a real browser: the time to the first
// usable screen, beside a bare page that reads the same list out of the same store, beside the same app with an
// account that is empty, and beside the engine alone on Node.
// `--quick` fills in a twentieth.

import { parseArgs } from 'node:util'
import { freshFolder, removeFolder } from '@sotto/server/testing'
import { startServer } from './relay/child.ts'
import { report } from './report/figure.ts'
import { median } from './report/statistics.ts'
import { BrowserProfile, type Opened } from './start-up/browser.ts'
import { NodeProfile } from './start-up/node-engine.ts'
import { buildApp } from './start-up/served-app.ts'
import { profiles } from './start-up/sizes.ts'

const { values } = parseArgs({ options: { quick: { type: 'boolean' } } })
const isQuick = values.quick === true
const rounds = isQuick ? 2 : 7
const bench = 'start-up'
const unit = 'ms'
const target = { of: 'ours', bound: 'at most', value: 2000 } as const
const { full, empty } = profiles(isQuick)

const app = await buildApp()
const dataDir = freshFolder()
const server = await startServer(new URL('./server/sotto-server.ts', import.meta.url), [dataDir, app.dir], {
  env: { SOTTO_RATE_FACTOR: '1000' },
})
const url = `http://localhost:${server.port}`
const inNode = await measureNode()
const inBrowser = await measureBrowser()
await server.stop()
removeFolder(dataDir)
app.remove()
tellFigures()
process.exit(0)

type Profiles = 'full' | 'empty' | 'bare'
type Openings<P extends string = Profiles> = Readonly<Record<P, readonly Opened[]>>

/** All in turn, after one opening each that is not counted: it brings the app into the browser. */
async function openInTurn<P extends string>(ways: Record<P, () => Promise<Opened>>): Promise<Openings<P>> {
  const names = Object.keys(ways) as P[]
  const openings = Object.fromEntries(names.map((name) => [name, [] as Opened[]])) as Record<P, Opened[]>
  for (let round = 0; round <= rounds; round += 1) {
    for (const name of names) {
      const opened = await ways[name]()
      if (round > 0) openings[name].push(opened)
    }
  }
  return openings
}

async function measureNode(): Promise<Openings<'full' | 'empty'>> {
  const of = { full: new NodeProfile(url), empty: new NodeProfile(url) }
  await of.full.fill({ ...full, account: `${full.account}.node` })
  await of.empty.fill({ ...empty, account: `${empty.account}.node` })
  const openings = await openInTurn({ full: () => of.full.open(), empty: () => of.empty.open() })
  of.full.remove()
  of.empty.remove()
  return openings
}

async function measureBrowser(): Promise<Openings> {
  const of = { full: new BrowserProfile(url), empty: new BrowserProfile(url) }
  await of.full.fill(full)
  await of.empty.fill(empty)
  const bare = of.full.copy()
  const openings = await openInTurn({
    full: () => of.full.open(),
    empty: () => of.empty.open(),
    bare: () => bare.open('bare'),
  })
  for (const profile of [of.full, of.empty, bare]) profile.remove()
  return openings
}

function listOf(openings: readonly Opened[]): number {
  return median(openings.map((one) => one.list))
}

function timelineOf(openings: readonly Opened[]): number {
  return median(openings.flatMap((one) => one.timeline ?? []))
}

function tellFigures(): void {
  const { conversations = 0, messages = 0 } = full.size ?? {}
  const stored = `${conversations.toLocaleString('en-GB')} conversations, ${messages.toLocaleString('en-GB')} messages`
  const list = listOf(inBrowser.full)
  const ofBare = { name: 'bare page reading the list', value: listOf(inBrowser.bare) }
  const ofEmpty = { name: 'empty account', value: listOf(inBrowser.empty) }
  const ofNode = { name: 'engine on Node', value: listOf(inNode.full) }
  report({ bench, name: `first usable screen, ${stored}`, unit, ours: list, limit: ofBare, target })
  report({ bench, name: 'the same beside an empty account', unit, ours: list, limit: ofEmpty })
  report({ bench, name: 'the same beside the engine alone', unit, ours: list, limit: ofNode })
  report({ bench, name: 'first usable screen, empty account', unit, ours: ofEmpty.value, limit: ofBare })
  report({ bench, name: 'and the newest conversation opened', unit, ours: timelineOf(inBrowser.full) })
  report({
    bench,
    name: 'engine on Node: the conversations known',
    unit,
    ours: ofNode.value,
    limit: { name: 'empty account', value: listOf(inNode.empty) },
  })
}
