// What every store of sealed profiles must do.

import { expect, it } from 'vitest'
import { name } from '../test-person.fixture.ts'
import type { ProfileStore, ProfileWrite } from './profile-store.ts'

export type OpenedProfiles = {
  readonly store: ProfileStore
  /** After the process has ended and begun again. */
  reopen(): Promise<ProfileStore>
}

const alice = name('alice')
const bytes = (number: number) => new Uint8Array(3).fill(number)
const write = (after: number, given: Partial<ProfileWrite> = {}): ProfileWrite => ({
  ...{ after, version: after + 1, ownKey: bytes(1), openKey: undefined },
  ...{ profile: undefined, status: undefined, hiddenUntil: 0 },
  ...given,
})

export function profileStoreContract(open: () => Promise<OpenedProfiles>): void {
  it('[PR-4] keeps both parts, each with the version that brought it, also after a restart', async () => {
    const { store, reopen } = await open()
    expect(store.read(alice)).toBeUndefined()
    await store.write(alice, write(0, { profile: bytes(7) }), 1000)
    await store.write(alice, write(1, { status: bytes(8), openKey: bytes(9) }), 1000)
    expect((await reopen()).read(alice)).toEqual({
      ...{ version: 2, ownKey: bytes(1), openKey: bytes(9), hiding: { until: 0, since: 0 } },
      profile: { version: 1, bytes: bytes(7) },
      status: { version: 2, bytes: bytes(8) },
    })
  })

  it('[PR-4] of two devices that replace the same version one is refused, and changes nothing', async () => {
    const { store } = await open()
    const outcomes = await Promise.all(
      [bytes(1), bytes(2)].map((profile) => store.write(alice, write(0, { profile }), 1000)),
    )
    expect([...outcomes].sort()).toEqual(['conflict', 'written'])
    expect(await store.write(alice, write(0, { profile: bytes(3) }), 1000)).toBe('conflict')
    expect(store.read(alice)?.profile).toEqual({ version: 1, bytes: bytes(1) })
  })

  it('[ST-4] hides since the moment of the first word, until there is another', async () => {
    const { store } = await open()
    expect(store.hidingOf(alice)).toEqual({ until: 0, since: 0 })
    await store.write(alice, write(0, { hiddenUntil: 1 }), 1000)
    await store.write(alice, write(1, { hiddenUntil: 9000 }), 2000)
    expect(store.hidingOf(alice)).toEqual({ until: 9000, since: 1000 })
    await store.write(alice, write(2), 3000)
    expect(store.hidingOf(alice)).toEqual({ until: 0, since: 0 })
  })
}
