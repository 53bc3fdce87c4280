// How the generator talks to our gateway. Setting up uses the frames of `@sotto/wire`; the messages
// themselves are written and read by hand, so that the generator costs about the same for both servers.
// Devices acknowledge what they got, as clients do: after 32 entries, or when nothing came for a moment.

import { randomBytes } from 'node:crypto'
import { envelope } from '@sotto/server/testing'
import {
  type AccountName,
  type ConversationId,
  conversationIdFromBytes,
  type DeviceId,
  decodeServerFrame,
  encodeClientFrame,
  idBytes,
  parseAccountName,
  parseDeviceId,
} from '@sotto/wire'
import type { WebSocket } from 'ws'
import { type Link, open, type Protocol, type Taps } from './traffic.ts'

type Person = { readonly account: AccountName; readonly device: DeviceId }

const firstRef = 0x10000
const ciphertextBytes = 950
const entriesPerAck = 32
const ackMilliseconds = 20

export function sottoProtocol(port: number, people: readonly string[], mode: 'pairs' | 'fan-out'): Protocol {
  const persons = people.map(personOf)
  const url = `ws://127.0.0.1:${port}/v1/gateway`
  return {
    async connect({ senders, receivers }, taps) {
      const groups = mode === 'pairs' ? pairs(persons, senders) : [persons.slice(0, receivers + 1)]
      const links: Link[] = []
      for (const group of groups) links.push(await connectGroup(url, group, links.length, taps))
      return links
    },
  }
}

function pairs(persons: readonly Person[], senders: number): Person[][] {
  return Array.from({ length: senders }, (_, i) => persons.slice(i * 2, i * 2 + 2))
}

/** The first of the group sends, the others receive. The second says a word first: that accepts the request. */
async function connectGroup(url: string, group: readonly Person[], link: number, taps: Taps): Promise<Link> {
  const sockets = await Promise.all(group.map((person) => signIn(url, person)))
  const [sender, first] = sockets
  if (sender === undefined || first === undefined) throw new Error('a group has two devices at least')
  const conversation = newConversation()
  await ask(sender, {
    kind: 'create',
    ref: 1,
    as: 'group',
    conversation,
    commit: envelope({ conversation, epoch: 0, contentType: 'commit' }),
    welcome: randomBytes(64),
    added: group.slice(1),
    removed: [],
  })
  await ask(first, { kind: 'send', ref: 1, conversation, envelope: envelope({ conversation, epoch: 1 }) })
  const tail = uploaderBytes(group[0])
  sockets.slice(1).forEach((socket) => {
    const acknowledge = acknowledger(socket, conversation)
    socket.on('message', (data: Buffer) => {
      const { entries, lastSeq, sent } = readDeliver(data, tail)
      if (entries === 0) return
      taps.delivered(entries, sent)
      acknowledge(lastSeq, entries)
    })
  })
  return sendingLink(sender, conversation, () => taps.answered(link))
}

function sendingLink(socket: WebSocket, conversation: ConversationId, answered: () => void): Link {
  const frame = Buffer.from(
    encodeClientFrame({
      kind: 'send',
      ref: firstRef,
      conversation,
      envelope: envelope({ conversation, epoch: 1, size: ciphertextBytes }),
    }),
  )
  const acknowledge = acknowledger(socket, conversation)
  let ref = firstRef
  socket.on('message', (data: Buffer) => {
    if (data[2] !== 65) return
    acknowledge(data[8] === 0x1a ? data.readUInt32BE(9) : readUint(data, 8), 1)
    answered()
  })
  return {
    socket,
    send: () => {
      ref += 1
      frame.writeUInt32BE(ref, 3)
      frame.writeDoubleBE(performance.now(), frame.length - 16)
      frame.writeUInt32BE(ref, frame.length - 8)
      socket.send(frame)
    },
  }
}

/** What stands behind an entry's bytes: who brought it, an array of the account's name and the device id. */
function uploaderBytes(sender: Person | undefined): number {
  const { length } = sender?.account ?? ''
  return 1 + (length < 24 ? 1 : 2) + length + 17
}

/**
 * Counts and the time inside of the last entry of a `deliver` frame, whose bytes end `tail` before the frame does;
 * nothing for other frames.
 */
function readDeliver(data: Buffer, tail: number): { entries: number; lastSeq: number; sent: number } {
  if (data[0] !== 0x82 || data[2] !== 67) return { entries: 0, lastSeq: 0, sent: 0 }
  const head = data[3] ?? 0
  const entries = head < 0x98 ? head & 0x1f : (data[4] ?? 0)
  // All entries have one size here: the last begins at a fixed distance from the end.
  const bodyStart = head < 0x98 ? 4 : 5
  const lastStart = bodyStart + ((data.length - bodyStart) / entries) * (entries - 1)
  const isEven = Number.isInteger(lastStart)
  return {
    entries,
    lastSeq: isEven ? readUint(data, lastStart + 18) : 0,
    sent: data.readDoubleBE(data.length - tail - 16),
  }
}

function readUint(data: Buffer, at: number): number {
  const head = data[at] ?? 0
  if (head < 24) return head
  if (head === 24) return data.readUInt8(at + 1)
  return head === 25 ? data.readUInt16BE(at + 1) : data.readUInt32BE(at + 1)
}

function acknowledger(socket: WebSocket, conversation: ConversationId) {
  let last = 0
  let pending = 0
  let timer: NodeJS.Timeout | undefined
  const flush = () => {
    timer = undefined
    pending = 0
    socket.send(encodeClientFrame({ kind: 'ack', upTo: [{ conversation, seq: last }] }))
  }
  return (seq: number, entries: number) => {
    last = Math.max(last, seq)
    pending += entries
    if (pending >= entriesPerAck) {
      clearTimeout(timer)
      flush()
    } else timer ??= setTimeout(flush, ackMilliseconds)
  }
}

async function signIn(url: string, person: Person): Promise<WebSocket> {
  const socket = await open(url, 'sotto.1')
  const welcome = nextFrame(socket, (kind) => kind === 'welcome')
  socket.send(encodeClientFrame({ kind: 'hello', version: 1, token: person.device }))
  await welcome
  return socket
}

async function ask(socket: WebSocket, frame: Parameters<typeof encodeClientFrame>[0]): Promise<void> {
  const answer = nextFrame(socket, (kind) => kind === 'accepted')
  socket.send(encodeClientFrame(frame))
  await answer
}

function nextFrame(socket: WebSocket, isIt: (kind: string) => boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    const listen = (data: Buffer) => {
      const frame = decodeServerFrame(data)
      if (!frame.ok || frame.value.kind === 'refused' || frame.value.kind === 'bye') {
        reject(new Error(`the server refused: ${JSON.stringify(frame)}`))
      }
      if (!frame.ok || !isIt(frame.value.kind)) return
      socket.off('message', listen)
      resolve()
    }
    socket.on('message', listen)
  })
}

function newConversation(): ConversationId {
  const id = conversationIdFromBytes(randomBytes(16))
  if (id === undefined) throw new Error('16 bytes are an id')
  return id
}

function personOf(text: string): Person {
  const [name, id] = text.split(' ')
  const account = parseAccountName(name)
  const device = parseDeviceId(id)
  if (account === undefined || device === undefined) throw new Error(`not a person: ${text}`)
  idBytes(device)
  return { account, device }
}
