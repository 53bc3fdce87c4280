// Our server's message path as it is in production: gateway, delivery, group commit on a real file. Only
// sign-in is short: a token is a device id. Arguments: how many people, each with one device.

import { removeFolder, startTestServer, TestPeople } from '@sotto/server/testing'
import { serveBench } from './child.ts'

const people = new TestPeople()
const count = Number(process.argv[2])
const persons = Array.from({ length: count }, (_, i) => people.add(`user${i}`))
const unlimited = { framesPerSecond: 1e9, bytesPerSecond: 1e12, burstSeconds: 1 }
const server = await startTestServer({
  people,
  gateway: { rates: unlimited },
  // nobody but the first answers: what is measured is not what strangers are given (C-6)
  limits: { openMessageRequests: 1000, messagesBeforeAccept: 2 ** 40 },
})
process.on('exit', () => removeFolder(server.dataDir))
serveBench(
  server.http,
  persons.map(({ account, device }) => `${account} ${device}`),
)
