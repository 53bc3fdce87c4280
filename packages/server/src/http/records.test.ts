import { randomBytes } from 'node:crypto'
import { limits } from '@sotto/wire'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Person, signIn, signUp } from '../test-person.fixture.ts'
import { bodyOf, codeOf, startTestServer, type TestServer } from '../test-server.fixture.ts'

let server: TestServer
let alice: Person
let bob: Person
beforeAll(async () => {
  server = await startTestServer({
    limits: { ...limits, recordsPerAccount: 100, recordBytesPerAccount: 2 ** 20 },
  })
  alice = await signUp(server, 'alice')
  bob = await signUp(server, 'bob')
})
afterAll(() => server.close())

const newId = () => randomBytes(16).toString('base64url')
const put = (person: Person, ...records: readonly object[]) =>
  person.call('POST', '/v1/records', { json: { records } })
const read = async (person: Person, ...ids: readonly string[]) =>
  bodyOf('Records', await person.call('POST', '/v1/records/read', { json: { ids } })).records
const changes = async (person: Person, after: number) =>
  bodyOf('RecordChanges', await person.call('GET', `/v1/records/changes?after=${after}`))

describe('sealed records over HTTP', () => {
  it('[R-1] [R-4] [R-5] are kept for the account alone, read by name, and told as changes', async () => {
    const [one, other] = [newId(), newId()]
    const written = await put(alice, { id: one, after: 0, version: 1, bytes: 'AAEC' })
    const { change } = bodyOf('RecordsWritten', written)
    expect(await read(alice, other, one)).toEqual([
      { id: other, version: 0 },
      { id: one, version: 1, bytes: 'AAEC' },
    ])
    expect(await read(bob, one)).toEqual([{ id: one, version: 0 }])
    expect(await changes(alice, change - 1)).toEqual({
      changes: [{ id: one, version: 1, change }],
      last: change,
    })
    expect(await changes(bob, 0)).toEqual({ changes: [], last: 0 })
    const second = await signIn(server, 'alice')
    expect(await read(second, one)).toMatchObject([{ version: 1 }])
  })

  it('[R-2] [R-3] are replaced and deleted by who knows their version, all or none', async () => {
    const [one, other] = [newId(), newId()]
    await put(alice, { id: one, after: 0, version: 1, bytes: 'AAEC' })
    const refused = await put(...([alice, { id: other, after: 0, version: 1, bytes: 'AA' }] as const), {
      id: one,
      after: 3,
      version: 4,
      bytes: 'AA',
    })
    expect(codeOf(refused)).toBe('version_conflict')
    expect(await read(alice, other)).toMatchObject([{ version: 0 }])
    await put(alice, { id: one, after: 1, version: 2 })
    expect(await read(alice, one)).toEqual([{ id: one, version: 2 }])
  })

  it('[R-7] bound their sizes and counts, each with a code of its own', async () => {
    const big = randomBytes(limits.recordBytes).toString('base64url')
    expect(codeOf(await put(alice, { id: newId(), after: 0, version: 1, bytes: `${big}AAAA` }))).toBe(
      'bad_request',
    )
    for (let held = 0; held < 7; held++) {
      expect((await put(bob, { id: newId(), after: 0, version: 1, bytes: big })).status).toBe(200)
    }
    const last = [1, 2].map(() => ({ id: newId(), after: 0, version: 1, bytes: big }))
    expect(codeOf(await put(bob, ...last))).toBe('quota_exceeded')
    const many = Array.from({ length: 101 }, () => ({ id: newId(), after: 0, version: 1, bytes: '' }))
    expect(codeOf(await put(bob, ...many))).toBe('quota_exceeded')
  })

  it.each([
    ['a short id', { id: 'AAAA', after: 0, version: 1 }],
    ['an id in a form that is not the one', { id: `${'A'.repeat(21)}B`, after: 0, version: 1 }],
    ['a version that does not rise', { id: 'A'.repeat(22), after: 1, version: 1 }],
    ['a negative version', { id: 'A'.repeat(22), after: -1, version: 1 }],
    ['an unknown field', { id: 'A'.repeat(22), after: 0, version: 1, kind: 'head' }],
  ])('[R-1] refuse %s', async (_what, record) => {
    expect(codeOf(await put(alice, record))).toBe('bad_request')
  })

  it('[R-3] refuse the same record twice in one request', async () => {
    const twice = { id: newId(), after: 0, version: 1, bytes: 'AA' }
    expect(codeOf(await put(alice, twice, twice))).toBe('bad_request')
  })

  it('[S-1] are for who is signed in', async () => {
    for (const [method, path] of [
      ['POST', '/v1/records'],
      ['POST', '/v1/records/read'],
      ['GET', '/v1/records/changes?after=0'],
    ] as const) {
      expect(codeOf(await server.call(method, path))).toBe('unauthenticated')
    }
  })
})
