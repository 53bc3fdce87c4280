// A device at the other end of the gateway: sends frames, gathers what comes, and waits for what it
// expects instead of sleeping.

import { randomBytes } from 'node:crypto'
import {
  type ClientFrame,
  type CommitUpload,
  type ConversationId,
  conversationIdFromBytes,
  decodeServerFrame,
  type Entry,
  encodeClientFrame,
  protocolVersion,
  type ServerFrame,
} from '@sotto/wire'
import { WebSocket } from 'ws'
import { envelope } from './envelopes.ts'
import type { Person } from './people.ts'

type Answer = Extract<ServerFrame, { kind: 'accepted' | 'refused' }>
type Asking = Extract<ClientFrame, { ref: number }>
type Waiter = {
  readonly done: () => boolean
  readonly resolve: () => void
  readonly reject: (error: Error) => void
}

export class TestDevice {
  readonly person: Person
  readonly frames: ServerFrame[] = []
  readonly socket: WebSocket
  closed: number | undefined
  #ref = 0
  #waiters: Waiter[] = []

  constructor(url: string, person: Person) {
    this.person = person
    this.socket = new WebSocket(url, 'sotto.1')
    this.socket.on('message', (data) => {
      const frame = decodeServerFrame(data as Buffer)
      if (!frame.ok) throw new Error(`the server sent a malformed frame: ${frame.error.what}`)
      this.frames.push(frame.value)
      this.#check()
    })
    this.socket.on('close', (code) => {
      this.closed = code
      this.#check()
    })
    this.socket.on('error', () => undefined)
  }

  get entries(): Entry[] {
    return this.frames.flatMap((frame) => (frame.kind === 'deliver' ? frame.entries : []))
  }

  framesOf<K extends ServerFrame['kind']>(kind: K): Extract<ServerFrame, { kind: K }>[] {
    return this.frames.filter((frame): frame is Extract<ServerFrame, { kind: K }> => frame.kind === kind)
  }

  send(frame: ClientFrame): void {
    this.socket.send(encodeClientFrame(frame))
  }

  /** Resolves when the condition holds; fails when the connection is gone before. */
  until(done: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiters.push({ done, resolve, reject })
      this.#check()
    })
  }

  async opened(): Promise<void> {
    if (this.socket.readyState === WebSocket.OPEN) return
    await new Promise((resolve, reject) => {
      this.socket.once('open', resolve)
      this.socket.once('error', reject)
    })
  }

  async ended(): Promise<void> {
    await this.until(() => this.closed !== undefined)
  }

  async hello(token: string = this.person.device): Promise<void> {
    await this.opened()
    this.send({ kind: 'hello', version: protocolVersion, token })
    await this.until(() => this.framesOf('welcome').length > 0)
  }

  nextRef(): number {
    this.#ref += 1
    return this.#ref
  }

  async ask(frame: Asking): Promise<Answer> {
    this.send(frame)
    return this.answer(frame.ref)
  }

  async answer(ref: number): Promise<Answer> {
    const find = () =>
      this.frames.find(
        (frame): frame is Answer =>
          (frame.kind === 'accepted' || frame.kind === 'refused') && frame.ref === ref,
      )
    await this.until(() => find() !== undefined)
    const answer = find()
    if (answer === undefined) throw new Error('no answer')
    return answer
  }

  sendMessage(
    conversation: ConversationId,
    epoch = 1,
    bytes = envelope({ conversation, epoch }),
  ): Promise<Answer> {
    return this.ask({ kind: 'send', ref: this.nextRef(), conversation, envelope: bytes })
  }

  /** A new group with these devices; its id. */
  async createGroup(others: readonly Person[]): Promise<ConversationId> {
    const conversation = groupId()
    const answer = await this.ask({
      kind: 'create',
      ref: this.nextRef(),
      as: 'group',
      ...upload(conversation, 0, { added: others }),
    })
    if (answer.kind !== 'accepted') throw new Error(answer.code)
    return conversation
  }

  ackAll(): void {
    const upTo = new Map<ConversationId, number>()
    for (const { conversation, seq } of this.entries)
      upTo.set(conversation, Math.max(seq, upTo.get(conversation) ?? 0))
    this.send({ kind: 'ack', upTo: [...upTo].map(([conversation, seq]) => ({ conversation, seq })) })
  }

  /** Acknowledges what was delivered and what was accepted in this conversation. */
  acknowledgeEverything(conversation: ConversationId): void {
    const delivered = this.entries.filter((entry) => entry.conversation === conversation)
    const accepted = this.framesOf('accepted')
    const seq = Math.max(0, ...[...delivered, ...accepted].map((one) => one.seq))
    if (seq > 0) this.send({ kind: 'ack', upTo: [{ conversation, seq }] })
  }

  async sendMessageAndAcknowledge(conversation: ConversationId): Promise<Answer> {
    const answer = await this.sendMessage(conversation)
    this.acknowledgeEverything(conversation)
    return answer
  }

  async close(): Promise<void> {
    this.socket.close()
    await this.ended()
  }

  #check(): void {
    this.#waiters = this.#waiters.filter(({ done, resolve, reject }) => {
      if (done()) resolve()
      else if (this.closed === undefined) return true
      else reject(new Error(`closed while waiting: ${JSON.stringify(this.frames.at(-1))}`))
      return false
    })
  }
}

export function groupId(): ConversationId {
  const id = conversationIdFromBytes(randomBytes(16))
  if (id === undefined) throw new Error('16 bytes are an id')
  return id
}

export type UploadFields = {
  readonly added?: readonly Person[]
  readonly removed?: readonly Person[]
  readonly generation?: number
  readonly size?: number
}

/** A commit of this epoch with its roster change. */
export function upload(conversation: ConversationId, epoch: number, fields: UploadFields = {}): CommitUpload {
  const { added = [], removed = [], generation = 0, size = 64 } = fields
  return {
    conversation,
    commit: envelope({ conversation, epoch, contentType: 'commit', generation, size }),
    welcome: added.length > 0 ? randomBytes(size) : new Uint8Array(0),
    added: added.map(({ account, device }) => ({ account, device })),
    removed: removed.map(({ device }) => device),
  }
}
