// Puts everybody who is connected into one group of ten, over the connections they have.

import { randomBytes } from 'node:crypto'
import { envelope, type SeededSession } from '@sotto/server/testing'
import { conversationIdFromBytes, encodeClientFrame } from '@sotto/wire'
import type { WebSocket } from 'ws'
import { heard, tell } from './clients.ts'

export const groupSize = 10

/** Each ten neighbours become a group; all have acknowledged it when this settles. */
export async function groupAll(
  people: readonly SeededSession[],
  sockets: readonly WebSocket[],
): Promise<void> {
  for (let first = 0; first < people.length; first += groupSize) {
    await makeGroup(people.slice(first, first + groupSize), sockets.slice(first, first + groupSize))
  }
}

async function makeGroup(people: readonly SeededSession[], sockets: readonly WebSocket[]): Promise<void> {
  const [founder, ...others] = sockets
  const conversation = conversationIdFromBytes(randomBytes(16))
  if (founder === undefined || conversation === undefined) throw new TypeError('a group has a founder')
  const acknowledge = (socket: WebSocket) =>
    socket.send(encodeClientFrame({ kind: 'ack', upTo: [{ conversation, seq: 1 }] }))
  const welcomed = others.map(async (socket) => {
    await heard(socket, (frame) => frame.kind === 'deliver')
    acknowledge(socket)
  })
  const commit = envelope({ conversation, epoch: 0, contentType: 'commit' })
  const added = people.slice(1).map(({ account, device }) => ({ account, device }))
  const welcome = randomBytes(64)
  await tell(
    founder,
    { kind: 'create', ref: 1, as: 'group', conversation, commit, welcome, added, removed: [] },
    (frame) => frame.kind === 'accepted',
  )
  acknowledge(founder)
  await Promise.all(welcomed)
}
