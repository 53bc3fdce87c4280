// What every program store must do, whatever it is made of. A case gets fresh stores over the same data, and `reopen`
// the same data in stores that know nothing but what was kept.

import { randomBytes } from 'node:crypto'
import { deviceIdFromBytes, type Scope } from '@sotto/wire'
import { expect, it } from 'vitest'
import type { AccountStore, SessionId } from '../accounts/account-store.ts'
import { name } from '../test-person.fixture.ts'
import type { NewTokens, ProgramStore } from './program-store.ts'

export type StoresUnderTest = { readonly accounts: AccountStore; readonly programs: ProgramStore }
type Open = () => Promise<StoresUnderTest & { reopen(): Promise<StoresUnderTest> }>

const [alice, bob] = [name('alice'), name('bob')]
const scopes: readonly Scope[] = ['profile:read', 'people:read']
const program = {
  program: 'p_one',
  account: alice,
  name: 'Board',
  redirectUris: ['https://a.example/1', 'com.example:/2'],
  created: 10,
}
const access = { access: 'g_one', account: bob, program: 'p_one', scopes, since: 20 }

export function programStoreContract(open: Open): void {
  it('[OA-1] keeps programs, so many of an account, and removes them with all access', async () => {
    const { programs, reopen } = await scene(open)
    expect(await programs.register({ ...program, program: 'p_two', redirectUris: [] }, 2)).toBe('registered')
    expect(await programs.register({ ...program, program: 'p_three' }, 2)).toBe('too_many')
    const tokens = newTokens()
    expect(await programs.grant(access, tokens, 5)).toBe('granted')
    const { programs: reopened } = await reopen()
    expect(await reopened.program('p_one')).toEqual(program)
    expect((await reopened.programsOf(alice)).map((one) => one.redirectUris.length)).toEqual([2, 0])
    expect(await reopened.accessOf(bob)).toEqual([{ ...access, used: 0, of: program }])
    expect(await reopened.remove(bob, 'p_one')).toBe('none')
    expect(await reopened.remove(alice, 'p_one')).toBe('removed')
    expect(await reopened.accessOf(bob)).toEqual([])
    expect(await reopened.byAccessToken(tokens.accessHash, 30)).toBeUndefined()
  })

  it('[OA-6] knows an access token until it expires, and grants no more than so many, of what is there', async () => {
    const { programs } = await scene(open)
    const tokens = newTokens()
    await programs.grant(access, tokens, 1)
    expect(await programs.byAccessToken(tokens.accessHash, 99)).toEqual({ ...access, used: 0 })
    expect(await programs.byAccessToken(tokens.accessHash, 100)).toBeUndefined()
    expect(await programs.byAccessToken(tokens.refreshHash, 30)).toBeUndefined()
    expect(await programs.grant({ ...access, access: 'g_two' }, newTokens(), 1)).toBe('too_many')
    for (const gone of [{ program: 'p_none' }, { account: name('nobody') }])
      expect(await programs.grant({ ...access, access: 'g_3', ...gone }, newTokens(), 9)).toBe('gone')
    await programs.used('g_one', 50)
    expect((await programs.accessOf(bob))[0]?.used).toBe(50)
  })

  it('[OA-7] uses a refresh token once, and ends all at its second use', async () => {
    const { programs, reopen } = await scene(open)
    const [first, second] = [newTokens(), newTokens()]
    await programs.grant(access, first, 5)
    const refresh = { ...second, presented: first.refreshHash, program: 'p_one', scopes: undefined, now: 30 }
    expect(await programs.refresh({ ...refresh, program: 'p_two' })).toEqual({ kind: 'unknown' })
    expect(await programs.refresh({ ...refresh, scopes: ['devices:read'] })).toEqual({ kind: 'too_much' })
    expect(await programs.refresh({ ...refresh, now: 200 })).toEqual({ kind: 'unknown' })
    expect(await programs.refresh(refresh)).toEqual({ kind: 'refreshed', scopes })
    const { programs: reopened } = await reopen()
    expect(await reopened.byAccessToken(second.accessHash, 40)).toMatchObject({ access: 'g_one' })
    expect(await reopened.refresh({ ...refresh, ...newTokens() })).toEqual({ kind: 'reused' })
    expect(await reopened.byAccessToken(second.accessHash, 40)).toBeUndefined()
    expect(await reopened.accessOf(bob)).toEqual([])
  })

  it('[OA-8] ends access, of its account alone, and revokes tokens, of their program alone', async () => {
    const { programs } = await scene(open)
    const tokens = newTokens()
    await programs.grant(access, tokens, 5)
    expect(await programs.endAccess(alice, 'g_one')).toBe('none')
    await programs.revoke(tokens.refreshHash, 'p_two')
    await programs.revoke(tokens.accessHash, 'p_two')
    expect(await programs.byAccessToken(tokens.accessHash, 30)).toBeDefined()
    await programs.revoke(tokens.accessHash, 'p_one')
    expect(await programs.byAccessToken(tokens.accessHash, 30)).toBeUndefined()
    expect(await programs.accessOf(bob)).toHaveLength(1)
    await programs.revoke(tokens.refreshHash, 'p_one')
    expect(await programs.accessOf(bob)).toEqual([])
    await programs.grant(access, newTokens(), 5)
    expect(await programs.endAccess(bob, 'g_one')).toBe('ended')
  })

  it('[OA-11] remembers when an account allowed something last, whatever became of it', async () => {
    const { programs, reopen } = await scene(open)
    expect(await programs.allowedAt(bob)).toBe(0)
    for (const at of [20, 30]) await programs.noteAllowed(bob, at)
    await programs.remove(alice, 'p_one')
    const { programs: reopened } = await reopen()
    expect(await reopened.allowedAt(bob)).toBe(30)
    expect(await reopened.allowedAt(alice)).toBe(0)
  })

  it('[OA-7] forgets what nobody can use any more', async () => {
    const { programs } = await scene(open)
    await programs.grant(access, newTokens(), 5)
    await programs.sweep(199)
    expect(await programs.accessOf(bob)).toHaveLength(1)
    await programs.sweep(200)
    expect(await programs.accessOf(bob)).toEqual([])
  })
}

async function scene(open: Open) {
  const stores = await open()
  for (const account of [alice, bob]) {
    const device = deviceIdFromBytes(randomBytes(16)) ?? expect.unreachable()
    await stores.accounts.createAccount(
      {
        account,
        accountKey: randomBytes(32),
        record: randomBytes(8),
        vaultPassword: randomBytes(8),
        vaultRecovery: randomBytes(8),
        recoveryKey: randomBytes(32),
        created: 1,
      },
      { device, account, credential: randomBytes(8), signatureKey: randomBytes(32), added: 1 },
      {
        session: randomBytes(16).toString('base64url') as SessionId,
        account,
        device,
        created: 1,
        tokenHash: randomBytes(32),
        tokenExpires: 1000,
      },
    )
  }
  expect(await stores.programs.register(program, 2)).toBe('registered')
  return stores
}

function newTokens(): NewTokens {
  return {
    accessHash: randomBytes(32),
    accessExpires: 100,
    refreshHash: randomBytes(32),
    refreshExpires: 200,
    scopes,
  }
}
