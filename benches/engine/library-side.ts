// The same by the library underneath: its default provider, no checks of credentials, no stored parts. What our
// side adds or saves is the difference. Its commits renew the committer's keys as ours always do (M-11), or
// leave that out, as it would by itself when somebody is added.

import {
  type CiphersuiteImpl,
  type ClientState,
  createApplicationMessage,
  createCommit,
  createGroup,
  decodeMlsMessage,
  defaultCapabilities,
  emptyPskIndex,
  encodeMlsMessage,
  generateKeyPackage,
  getCiphersuiteFromName,
  getCiphersuiteImpl,
  joinGroup,
  type MLSMessage,
  processPrivateMessage,
} from 'ts-mls'
import { type EngineSide, type Team, timed } from './side.ts'

const plaintext = new Uint8Array(1024).fill(7)
const forever = { notBefore: 0n, notAfter: 9_223_372_036_854_775_807n }
let people = 0

async function invite(cs: CiphersuiteImpl) {
  people += 1
  const identity = new TextEncoder().encode(`person${people}`)
  return generateKeyPackage({ credentialType: 'basic', identity }, defaultCapabilities(), forever, [], cs)
}

type Invited = Awaited<ReturnType<typeof invite>>

type Library = { readonly cs: CiphersuiteImpl; readonly renewsKeys: boolean }

async function commitAdds(state: ClientState, newcomers: readonly Invited[], { cs, renewsKeys }: Library) {
  const extraProposals = newcomers.map((one) => ({
    proposalType: 'add' as const,
    add: { keyPackage: one.publicPackage },
  }))
  const { newState, commit, welcome } = await createCommit(
    { state, cipherSuite: cs },
    { extraProposals, ratchetTreeExtension: true, forcePath: renewsKeys },
  )
  if (welcome === undefined) throw new Error('no Welcome')
  return {
    newState,
    commit: encodeMlsMessage(commit),
    welcome: encodeMlsMessage({ version: 'mls10', wireformat: 'mls_welcome', welcome }),
  }
}

// Members share nothing but bytes: in one memory they would also share what is kept of nodes they both know.
function decoded(bytes: Uint8Array): MLSMessage {
  const message = decodeMlsMessage(bytes, 0)
  if (message === undefined) throw new Error('undecodable')
  return message[0]
}

async function join(newcomer: Invited, bytes: Uint8Array, cs: CiphersuiteImpl) {
  const message = decoded(bytes)
  if (message.wireformat !== 'mls_welcome') throw new Error('no Welcome')
  const { publicPackage, privatePackage } = newcomer
  return joinGroup(message.welcome, publicPackage, privatePackage, emptyPskIndex, cs)
}

async function receive(state: ClientState, bytes: Uint8Array, cs: CiphersuiteImpl): Promise<ClientState> {
  const message = decoded(bytes)
  if (message.wireformat !== 'mls_private_message') throw new Error('not a private message')
  return (await processPrivateMessage(state, message.privateMessage, emptyPskIndex, cs)).newState
}

export const librarySide = sideOf({ name: 'library alone', renewsKeys: true })
export const hastyLibrarySide = sideOf({ name: 'library, renewing no keys', renewsKeys: false })

function sideOf({ name, renewsKeys }: { readonly name: string; readonly renewsKeys: boolean }): EngineSide {
  return { name, team: (size) => teamOfSize(size, renewsKeys) }
}

async function teamOfSize(size: number, renewsKeys: boolean) {
  const cs = await getCiphersuiteImpl(getCiphersuiteFromName('MLS_128_DHKEMX25519_AES128GCM_SHA256_Ed25519'))
  const library = { cs, renewsKeys }
  const owner = await invite(cs)
  const groupId = crypto.getRandomValues(new Uint8Array(17))
  const created = await createGroup(groupId, owner.publicPackage, owner.privatePackage, [], cs)
  const invited: Invited[] = []
  while (invited.length < size - 1) invited.push(await invite(cs))
  const { value: result, took: addAll } = await timed(() => commitAdds(created, invited, library))
  const second = invited[0]
  if (second === undefined) throw new Error('a team has at least two members')
  const { value: joined, took: joinAll } = await timed(() => join(second, result.welcome, cs))
  return { team: teamOf(result.newState, joined, library), addAll, joinAll }
}

function teamOf(first: ClientState, second: ClientState, library: Library): Team {
  const { cs } = library
  let sender = first
  let receiver = second
  return {
    async seal() {
      const { newState, privateMessage } = await createApplicationMessage(sender, plaintext, cs)
      sender = newState
      return encodeMlsMessage({ version: 'mls10', wireformat: 'mls_private_message', privateMessage })
    },
    async open(message) {
      receiver = await receive(receiver, message, cs)
    },
    async add() {
      const newcomer = await invite(cs)
      const { value: result, took: commit } = await timed(() => commitAdds(sender, [newcomer], library))
      sender = result.newState
      const { value: followed, took: process } = await timed(() => receive(receiver, result.commit, cs))
      receiver = followed
      const { took: joining } = await timed(() => join(newcomer, result.welcome, cs))
      return { commit, process, join: joining }
    },
  }
}
