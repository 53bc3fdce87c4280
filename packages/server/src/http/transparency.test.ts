import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import {
  decodeLogEntry,
  decodeMapEntry,
  isConsistent,
  leafHash,
  mapIndexOf,
  rootByInclusion,
  rootByMapProof,
  stateHashOf,
  type TreeHead,
  verifyTreeHead,
} from '@sotto/crypto'
import { limits, parseDeviceId, type Schemas } from '@sotto/wire'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { keyFileName } from '../accounts/server-keys.ts'
import { name, type Person, signIn, signOut, signUp } from '../test-person.fixture.ts'
import { bodyOf, codeOf, startTestServer, type TestServer } from '../test-server.fixture.ts'
import { rewriteData } from '../testing/rewrite-data.ts'
import { transparencyTables } from '../transparency/schema.ts'

type Found = Schemas['LookedUp']['accounts'][number]

let server: TestServer
let alice: Person
let bob: Person
beforeAll(async () => {
  server = await startTestServer()
  alice = await signUp(server, 'alice')
  bob = await signUp(server, 'bob')
})
afterAll(() => server.close())

async function lookUp(accounts: readonly string[], from = 0) {
  const json = { accounts, from }
  return bodyOf('LookedUp', await alice.call('POST', '/v1/transparency/lookup', { json }))
}

async function headOf({ head }: Schemas['LookedUp']): Promise<TreeHead> {
  const read = await verifyTreeHead(bytes(head))
  if (!read.ok) throw new Error(read.error.code)
  return read.value
}

describe('the key log over HTTP', () => {
  it('[KT-3] to [KT-6] answers with proofs under one signed head', async () => {
    const answer = await lookUp(['bob', 'nobody'])
    const { size, root } = await headOf(answer)
    const { entry, path } = answer.newest
    const newest = decodeLogEntry(bytes(entry))
    if (!newest.ok) throw new Error(newest.error.what)
    const place = { position: size - 1, size, leaf: leafHash(bytes(entry)), path: hashes(path) }
    expect(rootByInclusion(place)).toEqual(root)
    const [there, absent] = answer.accounts
    for (const one of [there, absent]) {
      expect(one && rootOf(one)).toEqual(newest.value.mapRoot)
    }
    expect(there?.state?.devices.map((one) => one.device)).toEqual([bob.session.device])
    expect(absent?.state).toBeUndefined()
  })

  it('[KT-1] [KT-4] has every device that comes and goes, and grows from what was seen', async () => {
    const before = await headOf(await lookUp([]))
    const second = await signIn(server, 'bob')
    await signOut(server, second)
    const after = await lookUp(['bob'], before.size)
    const to = await headOf(after)
    expect(to.size).toBe(before.size + 2)
    expect(isConsistent({ from: before, to, path: hashes(after.consistency) })).toBe(true)
    expect(after.accounts[0]?.state).toMatchObject({ version: 3 })
    const query = `from=${before.size}&to=${to.size}`
    const proof = await alice.call('GET', `/v1/transparency/consistency?${query}`)
    expect(bodyOf('LogConsistency', proof).path).toBe(after.consistency)
    expect(after.accounts[0]?.state && stateOf(after.accounts[0])).toBeDefined()
  })

  it('[KT-9] tells an account its own history, and nobody else’s', async () => {
    const own = await bob.call('GET', '/v1/transparency/history?after=0')
    expect(bodyOf('AccountHistory', own).versions).toHaveLength(3)
    const rest = await bob.call('GET', '/v1/transparency/history?after=2')
    expect(bodyOf('AccountHistory', rest).versions).toHaveLength(1)
    const other = await alice.call('GET', '/v1/transparency/history?after=0')
    expect(bodyOf('AccountHistory', other).versions).toHaveLength(1)
  })

  it('[KT-7] tells its entries in their order', async () => {
    const { size } = await headOf(await lookUp([]))
    const all = bodyOf('LogSteps', await alice.call('GET', '/v1/transparency/entries?from=0')).steps
    const last = bodyOf('LogSteps', await alice.call('GET', `/v1/transparency/entries?from=${size - 1}`))
    expect(all).toHaveLength(size)
    expect(last.steps).toEqual(all.slice(-1))
  })

  it('[L-1] is for signed-in people, and for so many at once', async () => {
    for (const path of ['entries?from=0', 'history?after=0', 'consistency?from=1&to=2']) {
      expect(codeOf(await server.call('GET', `/v1/transparency/${path}`))).toBe('unauthenticated')
    }
    const json = { accounts: Array.from({ length: limits.lookUpsAtOnce + 1 }, () => 'bob'), from: 0 }
    const tooMany = await alice.call('POST', '/v1/transparency/lookup', { json })
    expect(codeOf(tooMany)).toBe('bad_request')
    const wrong = await alice.call('POST', '/v1/transparency/lookup', { json: { accounts: ['_'], from: 0 } })
    expect(codeOf(wrong)).toBe('bad_request')
    const never = await alice.call('GET', '/v1/transparency/consistency?from=5&to=500')
    expect(codeOf(never)).toBe('not_found')
    expect(codeOf(await alice.call('GET', '/v1/transparency/entries?from=-1'))).toBe('bad_request')
  })

  it('[KT-4] has one head for each size, also after a restart', async () => {
    const before = await lookUp([])
    await server.stop()
    await server.restart()
    expect((await lookUp([])).head).toBe(before.head)
  })

  it('[KT-12] a data folder of an earlier version gets a log with everybody in it', async () => {
    await server.stop()
    const file = join(server.config.dataDir, keyFileName)
    const { log: _, ...keys } = JSON.parse(readFileSync(file, 'utf8'))
    writeFileSync(file, JSON.stringify(keys))
    await rewriteData(server.config.dataDir, ({ database }) =>
      database.write(() => {
        for (const table of transparencyTables) database.prepare(`DELETE FROM ${table}`).run()
      }),
    )
    await server.restart()
    const { accounts } = await lookUp(['alice', 'bob'])
    expect(accounts.map((one) => one.state?.version)).toEqual([1, 1])
    expect(accounts[1]?.state?.revocations).toHaveLength(1)
    expect(accounts.every((one) => one.state !== undefined && stateOf(one) !== undefined)).toBe(true)
    expect(server.log()).not.toContain('a new key log begins')
  })

  it('[KT-12] begins a new log when its key is taken away, and says so', async () => {
    const before = await headOf(await lookUp([]))
    await server.stop()
    const file = join(server.config.dataDir, keyFileName)
    const { log: _, ...keys } = JSON.parse(readFileSync(file, 'utf8'))
    writeFileSync(file, JSON.stringify(keys))
    await server.restart()
    const after = await headOf(await lookUp(['alice']))
    expect(after.log).not.toEqual(before.log)
    expect(after.size).toBe(2)
    expect(server.log()).toContain('a new key log begins')
    await lookUp(['alice'], 99)
    expect(server.log()).toContain('was an old backup restored?')
  })
})

/** The state, whose hash must be the one in the map. */
function stateOf({ account, state, proof }: Found) {
  if (state === undefined) return undefined
  const made = {
    account: name(account),
    version: state.version,
    previous: bytes(state.previous),
    accountKey: bytes(state.accountKey),
    devices: state.devices.flatMap(({ device, credential }) => {
      const id = parseDeviceId(device)
      return id === undefined ? [] : [{ device: id, credential: bytes(credential) }]
    }),
    revocations: state.revocations.map(bytes),
  }
  expect(Buffer.from(bytes(proof.found ?? '')).includes(stateHashOf(made))).toBe(true)
  return made
}

function rootOf({ account, proof }: Found) {
  const found = proof.found === undefined ? undefined : readEntry(proof.found)
  return rootByMapProof(mapIndexOf(name(account)), { found, path: hashes(proof.path) })
}

function readEntry(text: string) {
  const read = decodeMapEntry(bytes(text))
  if (!read.ok) throw new Error(read.error.what)
  return read.value
}

function bytes(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, 'base64url'))
}

function hashes(text: string): readonly Uint8Array[] {
  const all = bytes(text)
  return Array.from({ length: all.length / 32 }, (_, at) => all.slice(at * 32, (at + 1) * 32))
}
