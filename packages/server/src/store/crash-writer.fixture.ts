// A process that writes to a delivery store until it is killed, and says what was acknowledged: one line
// `seq id` for each, after the store's answer. Arguments: data folder.

import { randomBytes } from 'node:crypto'
import { conversationIdFromBytes } from '@sotto/wire'
import { fastEnvelopeId } from '../delivery/framing.ts'
import { TestPeople } from '../testing/people.ts'
import { openDatabase } from './database.ts'
import { deliveryMigrations } from './delivery-schema.ts'
import { openDeliveryStore } from './sqlite-delivery-store.ts'

const conversation = conversationIdFromBytes(Buffer.alloc(16, 7))
if (conversation === undefined) throw new Error('16 bytes are an id')
const dataDir = process.argv[2] ?? ''
const { account, device } = new TestPeople().add('alice')
const db = openDatabase({ dataDir, migrations: [deliveryMigrations] })
const store = await openDeliveryStore(db, { clock: { now: () => Date.now() } })

const write = async () => {
  const bytes = randomBytes(500)
  const entry = { kind: 'message', id: fastEnvelopeId(bytes), bytes, sender: device } as const
  const founding = {
    kind: 'group',
    generation: 0,
    epoch: 1,
    members: [[account, { state: 'active', invitedBy: undefined }]],
    joins: [{ account, device }],
  } as const
  const written = await store.append({ conversation, id: entry.id }, ({ log }) =>
    log === undefined ? { do: 'append', entry, change: founding } : { do: 'append', entry },
  )
  if (written.ok) process.stdout.write(`${written.value.seq} ${entry.id}\n`)
}

await Promise.all(
  Array.from({ length: 20 }, async () => {
    for (;;) await write()
  }).concat([
    (async () => {
      for (;;) {
        await store.settle(true)
        await new Promise((next) => setImmediate(next))
      }
    })(),
  ]),
)
