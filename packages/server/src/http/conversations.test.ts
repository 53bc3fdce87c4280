import { createMls, directConversationId, type MlsDevice } from '@sotto/crypto'
import {
  base64urlToBytes,
  bytesToBase64url,
  type ConversationId,
  decodeServerFrame,
  encodeClientFrame,
  idBytes,
  parseDeviceId,
  protocolVersion,
} from '@sotto/wire'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { keyPackageOf, type Person, signOut, signUp } from '../test-person.fixture.ts'
import { bodyOf, codeOf, startTestServer, type TestServer } from '../test-server.fixture.ts'

let server: TestServer
let alice: Person
let bob: Person
let carol: Person
let conversation: ConversationId
beforeAll(async () => {
  server = await startTestServer()
  ;[alice, bob, carol] = [
    await signUp(server, 'alice'),
    await signUp(server, 'bob'),
    await signUp(server, 'carol'),
  ]
  conversation = await startDirect(alice, bob)
})
afterAll(() => server.close())

const mls = createMls({
  auth: { validate: async () => ({ ok: true }), identity: (credential) => bytesToBase64url(credential) },
  now: () => Date.now(),
})

/** A direct conversation, made as a client does: claim, commit, `create`. */
async function startDirect(from: Person, to: Person): Promise<ConversationId> {
  await to.call('PUT', '/v1/key-packages', { json: { oneTime: [await keyPackageOf(to.device)] } })
  const claim = await from.call('POST', '/v1/key-packages/claim', { json: { accounts: [to.account] } })
  const [claimed] = bodyOf('KeyPackagesClaimed', claim).devices
  const id = directConversationId(from.account, to.account)
  const { commit, welcome } = await firstCommit(from.device, id, claimed?.keyPackage ?? '')
  const device = parseDeviceId(to.session.device)
  if (device === undefined) throw new Error('a session names a device')
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/v1/gateway`, 'sotto.1')
  await new Promise((resolve) => socket.once('open', resolve))
  const token = from.session.accessToken
  socket.send(encodeClientFrame({ kind: 'hello', version: protocolVersion, token }))
  const added = [{ account: to.account, device }]
  const upload = { conversation: id, commit, welcome, added, removed: [] }
  socket.send(encodeClientFrame({ kind: 'create', ref: 1, as: 'direct', ...upload }))
  await new Promise<void>((resolve, reject) => {
    socket.on('message', (data: Buffer) => {
      const frame = decodeServerFrame(new Uint8Array(data))
      if (!frame.ok || frame.value.kind === 'refused') reject(new Error(JSON.stringify(frame)))
      else if (frame.value.kind === 'accepted') resolve()
    })
  })
  socket.close()
  return id
}

async function firstCommit(device: MlsDevice, id: ConversationId, keyPackage: string) {
  const groupId = Uint8Array.from([...idBytes(id), 0])
  const { state } = await mls.createGroup({ device, groupId, groupData: new Uint8Array() })
  const draft = await mls.commit(state, { add: [base64urlToBytes(keyPackage) ?? new Uint8Array()] })
  if (!draft.ok || draft.value.welcome === undefined) throw new Error('no commit')
  return { commit: draft.value.commit, welcome: draft.value.welcome }
}

describe('conversations over HTTP', () => {
  it('[C-6] show a request to the one who was asked, and the log to both', async () => {
    const list = async (person: Person) =>
      bodyOf('Conversations', await person.call('GET', '/v1/conversations')).conversations
    expect(await list(alice)).toMatchObject([{ conversation, kind: 'direct', state: 'active', epoch: 1 }])
    expect(await list(bob)).toMatchObject([{ conversation, state: 'request', lastSeq: 1 }])
    expect(await list(carol)).toEqual([])
    const info = bodyOf('ConversationInfo', await bob.call('GET', `/v1/conversations/${conversation}`))
    expect(info.members.map((one) => [one.account, one.state])).toEqual(
      expect.arrayContaining([
        ['alice', 'active'],
        ['bob', 'request'],
      ]),
    )
  })

  it('[D-12] give entries by range', async () => {
    const log = (range: string) => bob.call('GET', `/v1/conversations/${conversation}/log${range}`)
    const all = bodyOf('LogPage', await log(''))
    expect(all).toMatchObject({ lastSeq: 1, entries: [{ seq: 1, kind: 'welcome' }] })
    expect(bodyOf('LogPage', await log('?after=0&upTo=1')).entries).toHaveLength(1)
    expect(bodyOf('LogPage', await log('?after=1')).entries).toEqual([])
    expect(codeOf(await log('?after=-1'))).toBe('bad_request')
    expect(codeOf(await log('?after=x'))).toBe('bad_request')
  })

  it('[C-4] are for who takes part', async () => {
    for (const path of ['', '/log']) {
      const answer = await carol.call('GET', `/v1/conversations/${conversation}${path}`)
      expect(codeOf(answer)).toBe('not_member')
    }
    for (const change of ['accept', 'leave', 'decline']) {
      const json = change === 'leave' ? { json: { notice: 1 } } : {}
      const answer = await carol.call('POST', `/v1/conversations/${conversation}/${change}`, json)
      expect(codeOf(answer)).toBe('not_member')
    }
    const none = 'c_AAAAAAAAAAAAAAAAAAAAAA'
    expect(codeOf(await alice.call('GET', `/v1/conversations/${none}`))).toBe('not_member')
    expect(codeOf(await alice.call('GET', '/v1/conversations/x'))).toBe('bad_request')
    expect(codeOf(await server.call('GET', `/v1/conversations/${conversation}`))).toBe('unauthenticated')
  })

  it('[RJ-1] refuse a request to rejoin that the device did not sign', async () => {
    const json = { request: bytesToBase64url(new Uint8Array(100)) }
    const answer = await alice.call('POST', `/v1/conversations/${conversation}/rejoin`, { json })
    expect(codeOf(answer)).toBe('bad_request')
  })

  it('[C-6] are accepted, and [P-2] presence is shown then', async () => {
    const lastSeen = async () => bodyOf('Person', await alice.call('GET', '/v1/people/bob')).lastSeen
    expect(await lastSeen()).toBe(0)
    const accepted = await bob.call('POST', `/v1/conversations/${conversation}/accept`)
    expect(accepted.status).toBe(204)
    const info = bodyOf('ConversationInfo', await bob.call('GET', `/v1/conversations/${conversation}`))
    expect(info.state).toBe('active')
    expect(await lastSeen()).toBeGreaterThan(0)
  })

  it('[S-3] lose a device that is signed out, [C-5] and an account that leaves', async () => {
    const devices = async () => {
      const answer = await alice.call('GET', `/v1/conversations/${conversation}`)
      return bodyOf('ConversationInfo', answer).members.find((one) => one.account === 'bob')
    }
    expect((await devices())?.devices).toEqual([bob.session.device])
    await signOut(server, bob)
    expect((await devices())?.devices).toEqual([])
    const path = `/v1/conversations/${conversation}/leave`
    expect(codeOf(await alice.call('POST', path))).toBe('bad_request')
    expect((await alice.call('POST', path, { json: { notice: 1 } })).status).toBe(204)
    const left = await alice.call('GET', `/v1/conversations/${conversation}`)
    expect(codeOf(left)).toBe('not_member')
  })
})
