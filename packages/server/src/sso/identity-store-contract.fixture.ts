// What every store of identities must do, whatever it is made of. A case gets fresh stores over the same data; `reopen`
// gives the same data to stores that know nothing but what was kept; the first ones are over then.

import { expect, it } from 'vitest'
import type { AccountStore } from '../accounts/account-store.ts'
import { create } from '../accounts/contract/scene.fixture.ts'
import { name } from '../test-person.fixture.ts'
import type { IdentityStore } from './identity-store.ts'

export type StoresUnderTest = { readonly accounts: AccountStore; readonly identities: IdentityStore }
type Open = () => Promise<StoresUnderTest & { reopen(): Promise<StoresUnderTest> }>

const issuer = 'https://acme.example/'
const identity = { issuer, subject: '1' }
const byKey = { way: 'key' } as const
const alice = { account: name('alice'), proven: byKey, now: 2000 }

export function identityStoreContract(open: Open): void {
  it('[SSO-7] keeps whose an identity is, and since when', async () => {
    const { accounts, identities, reopen } = await open()
    await create(accounts, 'alice')
    const none = { identity: undefined, connected: 0, disconnected: 0 }
    expect(await identities.connection(alice.account, issuer)).toEqual(none)
    expect(await identities.connect({ ...alice, identity })).toBe('changed')
    expect(await identities.connect({ ...alice, identity, now: 3000 })).toBe('changed')
    const kept = (await reopen()).identities
    expect(await kept.holder(identity)).toBe('alice')
    expect(await kept.connection(alice.account, issuer)).toEqual({ ...none, identity, connected: 2000 })
    expect(await kept.disconnect({ ...alice, issuer, now: 4000 })).toBe('changed')
    expect(await kept.disconnect({ ...alice, issuer, now: 5000 })).toBe('none')
    const after = { identity: undefined, connected: 2000, disconnected: 4000 }
    expect(await kept.connection(alice.account, issuer)).toEqual(after)
    expect(await kept.holder(identity)).toBeUndefined()
  })

  it('[SSO-7] one identity for an account at an issuer, one account for an identity', async () => {
    const { accounts, identities } = await open()
    await create(accounts, 'alice')
    await create(accounts, 'bob')
    const bob = { ...alice, account: name('bob') }
    const race = await Promise.all([alice, bob].map((who) => identities.connect({ ...who, identity })))
    expect(race.toSorted()).toEqual(['changed', 'taken'])
    const loser = race[0] === 'taken' ? alice : bob
    const winner = loser === alice ? bob : alice
    expect(await identities.connect({ ...winner, identity: { issuer, subject: '2' } })).toBe('taken')
    const elsewhere = { issuer: 'https://another.example/', subject: '1' }
    expect(await identities.connect({ ...loser, identity: elsewhere })).toBe('changed')
    expect(await identities.connect({ ...winner, identity: { ...elsewhere, subject: '2' } })).toBe('changed')
  })

  it('[V-3] changes nothing by a proof of what is the account’s no more', async () => {
    const { accounts, identities } = await open()
    await create(accounts, 'alice')
    const proven = { way: 'password', record: new Uint8Array(8) } as const
    expect(await identities.connect({ ...alice, proven, identity })).toBe('outdated')
    expect(await identities.disconnect({ ...alice, proven, issuer })).toBe('outdated')
  })
}
