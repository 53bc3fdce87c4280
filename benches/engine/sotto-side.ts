// Groups by our own MLS interface: with checked credentials of real accounts, padding, and the parts that
// the store would be given.

import {
  accountSigningKey,
  createMls,
  type GroupState,
  generateRootKey,
  issueDeviceCredential,
  type Mls,
  type MlsDevice,
  newSignatureKeyPair,
  unsafeReadDeviceCredential,
  verifyDeviceCredential,
} from '@sotto/crypto'
import { type AccountName, parseAccountName } from '@sotto/wire'
import { type EngineSide, sure, type Team, timed } from './side.ts'

const lifetime = {
  notBefore: Math.floor(Date.now() / 1000) - 60,
  notAfter: Math.floor(Date.now() / 1000) + 86_400,
}
const plaintext = new Uint8Array(1024).fill(7)

const mls: Mls = createMls({
  now: Date.now,
  auth: {
    async validate(leaf) {
      const checked = await verifyDeviceCredential(leaf.credential, { signatureKey: leaf.signatureKey })
      return checked.ok ? { ok: true } : { ok: false, reason: checked.error.code }
    },
    identity(credential) {
      const checked = unsafeReadDeviceCredential(credential)
      return checked.ok ? checked.value.device : undefined
    },
  },
})

let people = 0

function newDevice(): MlsDevice {
  people += 1
  const account = parseAccountName(`person${people}`) as AccountName
  const keys = newSignatureKeyPair()
  const credential = issueDeviceCredential({
    account,
    accountKey: accountSigningKey(generateRootKey()),
    signatureKey: keys.signaturePublicKey,
    issuedAt: lifetime.notBefore,
  })
  return { credential, ...keys }
}

async function invite() {
  const device = newDevice()
  return { device, ...(await mls.generateKeyPackage({ device, ...lifetime })) }
}

type Invited = Awaited<ReturnType<typeof invite>>

function join(newcomer: Invited, welcome: Uint8Array | undefined) {
  if (welcome === undefined) throw new Error('no Welcome')
  const keyPackageSecret = async (ref: Uint8Array) =>
    ref.every((byte, at) => byte === newcomer.ref[at]) ? newcomer.secret : undefined
  return mls.join({ device: newcomer.device, welcome, keyPackageSecret })
}

export const sottoSide: EngineSide = {
  name: 'sotto',
  async team(size) {
    const groupId = crypto.getRandomValues(new Uint8Array(17))
    const created = await mls.createGroup({ device: newDevice(), groupId, groupData: new Uint8Array() })
    const invited = await Promise.all(Array.from({ length: size - 1 }, invite))
    const add = invited.map((one) => one.keyPackage)
    const { value: draft, took: addAll } = await timed(async () =>
      sure(await mls.commit(created.state, { add })),
    )
    const first = sure(await mls.mergePending(draft.state, draft.pending)).state
    const second = invited[0]
    if (second === undefined) throw new Error('a team has at least two members')
    const { value: joined, took: joinAll } = await timed(async () => sure(await join(second, draft.welcome)))
    return { team: teamOf(first, joined.state), addAll, joinAll }
  },
}

function teamOf(first: GroupState, second: GroupState): Team {
  let sender = first
  let receiver = second
  return {
    async seal() {
      const sealed = sure(await mls.seal(sender, { plaintext }))
      sender = sealed.state
      return sealed.bytes
    },
    async open(message) {
      receiver = sure(await mls.process(receiver, message)).state
    },
    async add() {
      const newcomer = await invite()
      const { value: draft, took: commit } = await timed(async () =>
        sure(await mls.commit(sender, { add: [newcomer.keyPackage] })),
      )
      sender = sure(await mls.mergePending(draft.state, draft.pending)).state
      const { value: processed, took: process } = await timed(async () =>
        sure(await mls.process(receiver, draft.commit)),
      )
      receiver = processed.state
      const { took: joining } = await timed(async () => sure(await join(newcomer, draft.welcome)))
      return { commit, process, join: joining }
    },
  }
}
