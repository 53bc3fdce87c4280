// Delivery over a store in memory, without sockets: for the tests of its rules.

import { directConversationId, peekPrivateMessage } from '@sotto/crypto/server'
import { type ConversationId, type ConversationKind, limits, type Result } from '@sotto/wire'
import { afterEach, beforeEach } from 'vitest'
import { InProcessBus } from '../bus/in-process-bus.ts'
import { Delivery } from '../delivery/delivery.ts'
import type { Limits } from '../limits.ts'
import { type Database, openDatabase } from '../store/database.ts'
import { deliveryMigrations } from '../store/delivery-schema.ts'
import type { DeliveryStore } from '../store/delivery-store.ts'
import { openDeliveryStore } from '../store/sqlite-delivery-store.ts'
import { type EnvelopeFields, envelope } from './envelopes.ts'
import { type Person, TestPeople } from './people.ts'
import { groupId, type UploadFields, upload } from './test-device.ts'

export const sceneTime = 1_000_000_000
const clock = { now: () => sceneTime }

export class DeliveryScene {
  readonly people = new TestPeople()
  readonly bus = new InProcessBus()
  readonly database: Database
  readonly store: DeliveryStore
  readonly delivery: Delivery

  private constructor(database: Database, store: DeliveryStore, some: Partial<Limits>) {
    this.database = database
    this.store = store
    this.delivery = new Delivery({
      store,
      bus: this.bus,
      clock,
      accounts: this.people,
      peek: peekPrivateMessage,
      limits: { ...limits, ...some },
    })
  }

  static async open(some: Partial<Limits> = {}): Promise<DeliveryScene> {
    const database = openDatabase({ dataDir: ':memory:', migrations: [deliveryMigrations] })
    return new DeliveryScene(database, await openDeliveryStore(database, { clock }), some)
  }

  send(by: Person, conversation: ConversationId, fields: Partial<EnvelopeFields> = {}) {
    return this.delivery.send(by, conversation, envelope({ conversation, epoch: 1, ...fields }))
  }

  commit(by: Person, conversation: ConversationId, epoch: number, fields: UploadFields = {}) {
    return this.delivery.commit(by, upload(conversation, epoch, fields))
  }

  create(by: Person, as: ConversationKind, conversation: ConversationId, fields: UploadFields = {}) {
    return this.delivery.create(by, as, upload(conversation, 0, fields))
  }

  /** A group that everybody has accepted. */
  async group(founder: Person, ...others: Person[]): Promise<ConversationId> {
    const conversation = groupId()
    must(await this.create(founder, 'group', conversation, { added: others }))
    for (const other of others) must(await this.delivery.accept(other, conversation))
    return conversation
  }

  /** A direct conversation; `other` has not accepted unless they know each other. */
  async direct(founder: Person, other: Person): Promise<ConversationId> {
    const conversation = directConversationId(founder.account, other.account)
    must(await this.create(founder, 'direct', conversation, { added: [other] }))
    return conversation
  }

  view(person: Person, conversation: ConversationId, after = 0) {
    return this.delivery.view(conversation, {
      device: person.device,
      after,
      page: { entries: 1000, bytes: 1e9 },
    })
  }

  async close(): Promise<void> {
    this.delivery.close()
    await this.database.close()
  }
}

export function must<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(`refused: ${result.error.code}`)
  return result.value
}

/** The code of a refusal, or `ok`. */
export function codeOf(result: Result<unknown>): string {
  return result.ok ? 'ok' : result.error.code
}

/** Registers a scene for the tests of a file. */
export function deliveryScene(some: Partial<Limits> = {}): () => DeliveryScene {
  let scene: DeliveryScene | undefined
  beforeEach(async () => {
    scene = await DeliveryScene.open(some)
  })
  afterEach(() => scene?.close())
  return () => {
    if (scene === undefined) throw new Error('a scene exists inside a test only')
    return scene
  }
}
