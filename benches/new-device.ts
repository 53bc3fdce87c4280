// A new device of an account with 200 conversations and 100,000 messages, on Node and in a real Chromium: on a device
// that has nothing, from the sign-in to the list of conversations with the newest messages of each, and to all of it;
// beside it the same records fetched, opened and forgotten. And how fast a device brings its history to the archive,
// beside as many bytes sealed and put to a bare server. `--quick` takes a twentieth.

import { parseArgs } from 'node:util'
import { nodePlatform } from '@sotto/client/node'
import { type HistorySize, type Read, readArchivedHistory, writeArchivedHistory } from '@sotto/client/testing'
import { freshFolder, removeFolder } from '@sotto/server/testing'
import { uploadBare } from './new-device/bare-upload.ts'
import type { Times } from './new-device/measure.ts'
import { type NodeTimes, newDeviceOnNode } from './new-device/on-node.ts'
import { startServer } from './relay/child.ts'
import { report } from './report/figure.ts'
import { median } from './report/statistics.ts'
import { BrowserProfile } from './start-up/browser.ts'
import { NodeProfile } from './start-up/node-engine.ts'
import { buildPages } from './start-up/served-app.ts'
import { password } from './start-up/sizes.ts'

const { values } = parseArgs({ options: { quick: { type: 'boolean' } } })
const isQuick = values.quick === true
const rounds = isQuick ? 1 : 3
const bench = 'new-device'
const size = isQuick ? { conversations: 20, messages: 5_000 } : { conversations: 200, messages: 100_000 }
const kept = isQuick ? { conversations: 10, messages: 1_000 } : { conversations: 50, messages: 20_000 }
const account = 'alice'
const what = `${size.conversations} conversations, ${size.messages.toLocaleString('en-GB')} messages`
const target = { of: 'ours', bound: 'at most', value: 1000 } as const

const pages = await buildPages()
const dataDir = freshFolder()
const server = await startServer(new URL('./server/sotto-server.ts', import.meta.url), [dataDir, pages.dir], {
  env: { SOTTO_RATE_FACTOR: '1000' },
})
const url = `http://localhost:${server.port}`
const directory = freshFolder()
const platform = nodePlatform({ directory })
await new NodeProfile(url, directory).fill({ account, size: undefined })
await writeArchivedHistory(platform, size)
const newest = await readArchivedHistory(platform, 'newest')
const everything = await readArchivedHistory(platform, 'all')
const entering = { server: url, account, password, conversations: size.conversations }
const onNode: NodeTimes[] = []
const inBrowser: Times[] = []
for (let round = 0; round < rounds; round++) {
  onNode.push(await newDeviceOnNode(entering))
  const profile = new BrowserProfile(url)
  inBrowser.push(await profile.enter(account, size.conversations))
  profile.remove()
}
tellArrival()
await tellKeeping(kept)
await server.stop()
for (const folder of [dataDir, directory]) removeFolder(folder)
pages.remove()
process.exit(0)

function tellArrival(): void {
  const ofNode = (part: (times: NodeTimes) => number) => median(onNode.map(part))
  const ofBrowser = (part: (times: Times) => number) => median(inBrowser.map(part))
  const limit = { name: 'the same records, opened and forgotten', value: newest.milliseconds }
  const tell = (name: string, ours: number) => report({ bench, name, unit: 'ms', ours })
  report({
    ...{ bench, name: `from signed in to the newest messages of all, ${what}`, unit: 'ms' },
    ...{ ours: ofNode((times) => times.screens), limit, target },
  })
  tell(
    'of that, until the list is there',
    ofNode((times) => times.list),
  )
  tell(
    'of that, while an answer of the server was awaited',
    ofNode((times) => times.network),
  )
  tell(
    'of that, processor time of the device',
    ofNode((times) => times.processor),
  )
  tell(
    'before that, the sign-in',
    ofNode((times) => times.signIn),
  )
  report({
    ...{ bench, name: 'the same in a browser', unit: 'ms' },
    ...{ ours: ofBrowser((times) => times.screens), limit, target },
  })
  tell(
    'of that, until the list is there, in a browser',
    ofBrowser((times) => times.list),
  )
  tellRestored(
    'all of it here and searchable',
    ofNode((times) => times.all),
  )
  tellRestored(
    'all of it here and searchable, in a browser',
    ofBrowser((times) => times.all),
  )
}

function tellRestored(name: string, milliseconds: number): void {
  tellThroughput(name, everything, {
    seconds: milliseconds / 1000,
    bare: { name: 'the same records, opened and forgotten', seconds: everything.milliseconds / 1000 },
  })
}

/** Somebody whose device has it all, and whose archive has nothing. */
async function tellKeeping(history: HistorySize): Promise<void> {
  const folder = freshFolder()
  const old = new NodeProfile(url, folder)
  await old.fill({ account: 'bob', size: history })
  const seconds = await old.archive()
  const read = await readArchivedHistory(nodePlatform({ directory: folder }), 'all')
  old.remove()
  tellThroughput('brought to the archive', read, {
    seconds,
    bare: { name: 'as many bytes sealed and put to a bare server', seconds: await uploadBare(read.bytes) },
  })
}

type Compared = {
  readonly seconds: number
  readonly bare: { readonly name: string; readonly seconds: number }
}

function tellThroughput(name: string, { items, bytes }: Read, { seconds, bare }: Compared): void {
  const inMegabytes = bytes / 1e6
  report({
    ...{ bench, name, unit: 'messages/s', ours: items / seconds },
    limit: { name: bare.name, value: items / bare.seconds },
  })
  report({ bench, name: `${name}, in bytes`, unit: 'MB/s', ours: inMegabytes / seconds })
}
