// A new device of an account with 200 conversations and 100,000 messages, on Node: how long it takes to bring the
// history to the archive, and then, on a device that has nothing, from the sign-in to the list of conversations with
// the newest messages of each, and to all of it. Beside it the same answers of the server, read and thrown away.
// `--quick` fills in a twentieth.

import { parseArgs } from 'node:util'
import { freshFolder, removeFolder } from '@sotto/server/testing'
import { NewDevice } from './new-device/device.ts'
import { startServer } from './relay/child.ts'
import { report } from './report/figure.ts'
import { median } from './report/statistics.ts'
import { NodeProfile } from './start-up/node-engine.ts'

const { values } = parseArgs({ options: { quick: { type: 'boolean' } } })
const isQuick = values.quick === true
const rounds = isQuick ? 1 : 5
const bench = 'new-device'
const size = isQuick ? { conversations: 20, messages: 5_000 } : { conversations: 200, messages: 100_000 }
const account = 'alice'

const dataDir = freshFolder()
const server = await startServer(new URL('./server/sotto-server.ts', import.meta.url), [dataDir], {
  env: { SOTTO_RATE_FACTOR: '1000' },
})
const url = `http://localhost:${server.port}`
const old = new NodeProfile(url)
await old.fill({ account, size })
const seconds = await old.archive()
const devices: NewDevice[] = []
for (let round = 0; round < rounds; round++) {
  const device = new NewDevice(url)
  await device.run(account, size.conversations)
  devices.push(device)
}
tellFigures()
for (const device of devices) device.remove()
old.remove()
await server.stop()
removeFolder(dataDir)
process.exit(0)

function tellFigures(): void {
  const of = (part: (device: NewDevice) => number) => median(devices.map(part))
  const what = `${size.conversations} conversations, ${size.messages.toLocaleString('en-GB')} messages`
  const screen = of((device) => device.times.screens)
  const target = { of: 'ours', bound: 'at most', value: 1000 } as const
  const bare = { name: 'the same answers, read and thrown away', value: of((device) => device.times.bare) }
  report({
    bench,
    name: `from signed in to the newest messages of all, ${what}`,
    unit: 'ms',
    ours: screen,
    limit: bare,
    target,
  })
  report({
    bench,
    name: 'of that, until the list is there',
    unit: 'ms',
    ours: of((device) => device.times.list),
  })
  report({
    bench,
    name: 'of that, waiting for the server',
    unit: 'ms',
    ours: of((device) => device.times.network),
  })
  report({ bench, name: 'before that, the sign-in', unit: 'ms', ours: of((device) => device.times.signIn) })
  report({
    bench,
    name: 'and until all of it is here and searchable',
    unit: 's',
    ours: of((device) => device.times.all) / 1000,
  })
  report({ bench, name: 'brought to the archive', unit: 'messages/s', ours: size.messages / seconds })
}
