// The stage on which the contract suite of the delivery store plays: a store just opened, two people, a
// conversation, and a clock that stands still. The rules are made up here: the store does what they say.

import { randomBytes } from 'node:crypto'
import { type ConversationId, type DeviceId, envelopeIdFromBytes, type Result } from '@sotto/wire'
import { TestPeople } from '../../testing/people.ts'
import { groupId } from '../../testing/test-device.ts'
import type { DeliveryStore, LogChange, NewLogEntry, Position, Written } from '../delivery-store.ts'

export type StoreUnderTest = {
  readonly store: DeliveryStore
  /** Opens the same data again: after a clean end, or as a crash would leave it. */
  reopen(how: 'closed' | 'crashed'): Promise<DeliveryStore>
  /** Makes the disk full, and gives it room again. */
  setFull(isFull: boolean): void
  dispose(): Promise<void>
}

export type ContractClock = { now(): number }
export type OpenStore = (clock: ContractClock) => Promise<StoreUnderTest>

export const everything = { entries: 1000, bytes: 1_000_000_000 }

const people = new TestPeople()
export const [alice, bob, carol] = [people.add('alice'), people.add('bob'), people.add('carol')]

export class Scene {
  store: DeliveryStore
  readonly conversation: ConversationId = groupId()
  readonly #under: StoreUnderTest
  readonly #clock: { time: number }

  private constructor(under: StoreUnderTest, clock: { time: number }) {
    this.#under = under
    this.store = under.store
    this.#clock = clock
  }

  static async open(open: OpenStore): Promise<Scene> {
    const clock = { time: 1000 }
    return new Scene(await open({ now: () => clock.time }), clock)
  }

  set time(value: number) {
    this.#clock.time = value
  }

  async reopen(how: 'closed' | 'crashed'): Promise<void> {
    this.store = await this.#under.reopen(how)
  }

  setFull(isFull: boolean): void {
    this.#under.setFull(isFull)
  }

  dispose(): Promise<void> {
    return this.#under.dispose()
  }

  append(entry: NewLogEntry, change?: LogChange): Promise<Result<Written>> {
    return this.store.append({ conversation: this.conversation, id: entry.id }, () =>
      change === undefined ? { do: 'append', entry } : { do: 'append', entry, change },
    )
  }

  /** The conversation comes to be, with these people in it from the start. */
  found(devices = [alice, bob]): Promise<Result<Written>> {
    return this.append(
      { ...message(alice.device), kind: 'commit', welcome: Buffer.from('welcome') },
      {
        kind: 'group',
        generation: 0,
        epoch: 1,
        members: devices.map(({ account }) => [account, { state: 'active', invitedBy: undefined }] as const),
        joins: devices.map(({ account, device }) => ({ account, device })),
      },
    )
  }

  async positions(device: DeviceId): Promise<Position[]> {
    const positions: Position[] = []
    for await (const page of this.store.positions(device)) positions.push(...page)
    return positions
  }

  async seqs(after = 0): Promise<number[]> {
    return (await this.store.read(this.conversation, after, everything)).map((entry) => entry.seq)
  }
}

export function message(sender: DeviceId, size = 20): NewLogEntry {
  const id = envelopeIdFromBytes(randomBytes(16))
  if (id === undefined) throw new Error('16 bytes are an id')
  return { kind: 'message', id, bytes: randomBytes(size), sender }
}

export const plain = (entry: { readonly bytes: Uint8Array }) => ({
  ...entry,
  bytes: Buffer.from(entry.bytes).toString('hex'),
})
