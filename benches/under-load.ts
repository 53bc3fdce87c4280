// Whether the app stays quick in the hand: somebody types and turns the wheel while messages arrive, 500 a second if the
// sender and the server beside it can bring so many, in the conversation that is open, of 1,000 conversations with 100,000 messages; and goes back through a timeline of 100,000.
// Counted are the tasks of the page's own thread that took longer than 50 ms, beside the same app when nothing comes.
// `--quick` fills in a twentieth, and looks for a few seconds.

import { fork } from 'node:child_process'
import { once } from 'node:events'
import { parseArgs } from 'node:util'
import { freshFolder, removeFolder } from '@sotto/server/testing'
import { startServer } from './relay/child.ts'
import { report } from './report/figure.ts'
import { percentile } from './report/statistics.ts'
import { BrowserProfile } from './start-up/browser.ts'
import { buildApp } from './start-up/served-app.ts'
import { profiles } from './start-up/sizes.ts'
import { type Noted, Screen } from './under-load/screen.ts'
import type { SenderTold, Wish } from './under-load/sender.ts'

const { values } = parseArgs({ options: { quick: { type: 'boolean' } } })
const isQuick = values.quick === true
const bench = 'under-load'
const perSecond = 500
const seconds = isQuick ? 4 : 20
const { full } = profiles(isQuick)
const messages = full.size?.messages ?? 0

const app = await buildApp()
const dataDir = freshFolder()
const server = await startServer(new URL('./server/sotto-server.ts', import.meta.url), [dataDir, app.dir], {
  env: { SOTTO_RATE_FACTOR: '1000' },
})
const url = `http://localhost:${server.port}`
await measureArrivals()
await measureGoingBack()
await server.stop()
removeFolder(dataDir)
app.remove()
process.exit(0)

async function measureArrivals(): Promise<void> {
  const profile = new BrowserProfile(url)
  await profile.fill(full)
  const sender = fork(new URL('./under-load/sender.ts', import.meta.url), [url, 'bob', full.account])
  await once(sender, 'message')
  const screen = await Screen.open(profile)
  await screen.meet(url, 'bob')
  const still = await screen.use(seconds)
  const told = once(sender, 'message') as Promise<[SenderTold]>
  sender.send({ perSecond, seconds } satisfies Wish)
  const busy = await screen.use(seconds)
  const [sent] = await told
  if (sent === 'ready') throw new Error('the sender began anew')
  await screen.bare()
  const bare = await screen.use(seconds)
  await screen.close()
  sender.disconnect()
  profile.remove()
  report({
    ...{ bench, name: 'arriving while somebody types', unit: 'messages/s', ours: sent.sent / sent.seconds },
    target: { of: 'ours', bound: 'at least', value: perSecond },
  })
  tell('so many arriving', busy, { name: 'nothing arriving', noted: still })
  tell('nothing arriving', still, { name: 'bare page', noted: bare })
}

async function measureGoingBack(): Promise<void> {
  const profile = new BrowserProfile(url)
  await profile.fill({ account: 'dora', size: { conversations: 1, messages } })
  const screen = await Screen.open(profile)
  await screen.openNewest(url)
  const back = await screen.goBack(seconds)
  await screen.close()
  profile.remove()
  tellTasks(`going back in a timeline of ${messages.toLocaleString('en-GB')}`, back)
}

type Beside = { readonly name: string; readonly noted: Noted }

function tell(name: string, noted: Noted, { name: other, noted: beside }: Beside): void {
  tellTasks(name, noted)
  const keys = (of: Noted) => percentile(of.keys, 0.95)
  const limit = { name: other, value: keys(beside) }
  report({ bench, name: `${name}: from a key to the screen, p95`, unit: 'ms', ours: keys(noted), limit })
}

function tellTasks(name: string, { longTasks }: Noted): void {
  const longest = Math.max(0, ...longTasks)
  const target = { of: 'ours', bound: 'at most', value: 0 } as const
  report({
    bench,
    name: `${name}: tasks over 50 ms, in ${seconds} s`,
    unit: '',
    ours: longTasks.length,
    target,
  })
  report({ bench, name: `${name}: the longest task over 50 ms`, unit: 'ms', ours: longest })
}
