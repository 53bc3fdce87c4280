// Direct conversations for tests, begun as a client begins them.

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
import { WebSocket } from 'ws'
import { keyPackageOf, type Person } from './test-person.fixture.ts'
import { bodyOf, type TestServer } from './test-server.fixture.ts'

const mls = createMls({
  auth: { validate: async () => ({ ok: true }), identity: (credential) => bytesToBase64url(credential) },
  now: () => Date.now(),
})

/** A direct conversation, made as a client does: claim, commit, `create`. */
export async function startDirect(server: TestServer, from: Person, to: Person): Promise<ConversationId> {
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
