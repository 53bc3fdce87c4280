import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Person, signIn, signUp } from '../test-person.fixture.ts'
import { bodyOf, codeOf, startTestServer, type TestServer } from '../test-server.fixture.ts'

let server: TestServer
let alice: Person
let bob: Person
beforeAll(async () => {
  server = await startTestServer()
  alice = await signUp(server, 'alice')
  bob = await signUp(server, 'bob')
})
afterAll(() => server.close())

const own = async (person: Person) => bodyOf('OwnProfile', await person.call('GET', '/v1/account/profile'))
const put = (person: Person, json: object) => person.call('PUT', '/v1/account/profile', { json })
const read = async (person: Person, account: string, had = { profile: 0, status: 0 }) =>
  bodyOf(
    'Profiles',
    await person.call('POST', '/v1/profiles/read', { json: { profiles: [{ account, ...had }] } }),
  ).profiles[0]

/** In the place of whatever there is. */
async function replace(person: Person, json: object): Promise<number> {
  const { version } = await own(person)
  const answer = await put(person, {
    ...{ after: version, version: version + 1, ownKey: 'AAAA', hiddenUntil: 0 },
    ...json,
  })
  expect(answer.status).toBe(204)
  return version + 1
}

describe('sealed profiles over HTTP', () => {
  it('[PR-4] [PR-5] are replaced by who knows their version, and told to others without the own key', async () => {
    expect(await own(alice)).toEqual({ version: 0, profileVersion: 0, statusVersion: 0, hiddenUntil: 0 })
    await replace(alice, { profile: 'AAEC' })
    const second = await signIn(server, 'alice')
    await replace(second, { status: 'AAED' })
    expect(await own(alice)).toMatchObject({ version: 2, ownKey: 'AAAA', profile: 'AAEC', status: 'AAED' })
    expect(await read(bob, 'alice')).toEqual({
      ...{ account: 'alice', profileVersion: 1, profile: 'AAEC', statusVersion: 2, status: 'AAED' },
    })
    expect(await read(bob, 'alice', { profile: 1, status: 0 })).not.toHaveProperty('profile')
    const late = { after: 1, version: 2, ownKey: 'AAAA', hiddenUntil: 0, profile: 'AA' }
    expect(codeOf(await put(alice, late))).toBe('version_conflict')
  })

  it('[PR-5] tells the key in the clear only where the account has put it beside', async () => {
    const openKey = 'A'.repeat(43)
    expect(await read(bob, 'alice')).not.toHaveProperty('openKey')
    await replace(alice, { openKey, profile: 'AAEC', status: 'AAED' })
    expect(await read(bob, 'alice')).toMatchObject({ openKey })
    await replace(alice, { profile: 'AAEC', status: 'AAED' })
    expect(await read(bob, 'alice')).not.toHaveProperty('openKey')
  })

  it('[PR-5] [C-7] who is blocked, and who asks about nobody, are told the same: nothing', async () => {
    const nothing = { profileVersion: 0, statusVersion: 0 }
    await alice.call('PUT', '/v1/blocks/bob')
    expect(await read(bob, 'alice')).toEqual({ account: 'alice', ...nothing })
    expect(await read(bob, 'nobody')).toEqual({ account: 'nobody', ...nothing })
    await alice.call('DELETE', '/v1/blocks/bob')
    expect(await read(bob, 'alice')).toHaveProperty('profile')
  })

  it('[ST-4] hides an account from everybody, whatever it does, until it says otherwise', async () => {
    const status = async () =>
      bodyOf('Person', await bob.call('GET', '/v1/people/alice')) as { status: string; lastSeen: number }
    await replace(alice, { hiddenUntil: 1 })
    const hidden = await status()
    expect(hidden.status).toBe('offline')
    const again = await signIn(server, 'alice')
    await again.call('GET', '/v1/account')
    expect(await status()).toEqual(hidden)
    await replace(alice, { hiddenUntil: 0 })
  })

  it('[PR-4] bound what they take', async () => {
    const { version } = await own(alice)
    const common = { after: version, version: version + 1, ownKey: 'AAAA', hiddenUntil: 0 }
    expect(codeOf(await put(alice, { ...common, profile: 'A'.repeat(140_000) }))).toBe('bad_request')
    expect(codeOf(await put(alice, { ...common, status: 'A'.repeat(3000) }))).toBe('bad_request')
    expect(codeOf(await put(alice, { ...common, version }))).toBe('bad_request')
    expect(codeOf(await put(alice, { ...common, openKey: 'AAAA' }))).toBe('bad_request')
    expect(codeOf(await put(bob, { ...common, after: 0 }))).toBe('bad_request')
  })
})
