import {
  createApplicationMessage,
  createCommit,
  createProposal,
  type Extension,
  encodeMlsMessage,
  generateKeyPackageWithKey,
  type Proposal,
} from 'ts-mls'

import { decryptSenderData } from 'ts-mls/privateMessage.js'
import { ratchetUntil } from 'ts-mls/secretTree.js'
import { describe, expect, it } from 'vitest'
import { ownCapabilities } from './extensions.ts'
import { decodeFramed, sameBytes } from './framing.ts'
import { keyRetention, maxGenerationGap, skippedKeysKept } from './open-message.ts'
import { epochOf, membersOf, retainedEpochs } from './state.ts'
import { createSuite } from './suite/suite.ts'
import { errorCode, expectOk, settle, TestMember, teamOf, testSeconds, utf8 } from './testing.ts'

const suite = createSuite()
type Pair = [TestMember, TestMember]

async function emptyCommit(committer: TestMember, others: readonly TestMember[]): Promise<Uint8Array> {
  const draft = expectOk(await committer.mls.commit(committer.state, {}))
  committer.take(draft)
  await settle(committer, draft, others)
  return draft.commit
}

/** A commit as somebody would make it who does not keep to our rules. */
async function rawCommit(member: TestMember, proposals: Proposal[], forcePath = true): Promise<Uint8Array> {
  const { commit } = await createCommit(
    { state: member.state.current, cipherSuite: suite },
    { extraProposals: proposals, forcePath },
  )
  return encodeMlsMessage(commit)
}

const refused = async (member: TestMember, bytes: Uint8Array) => {
  const before = member.state
  const result = await member.mls.process(before, bytes)
  expect(member.state).toBe(before)
  return errorCode(result)
}

describe('[M-3] untrusted bytes', () => {
  it('are malformed when cut, extended, or of another kind', async () => {
    const [alice, bob] = (await teamOf('alice', 'bob')) as Pair
    const bytes = await alice.seal('hello')
    for (let length = 0; length < 40; length++) {
      expect(await refused(bob, bytes.subarray(0, length))).toBe('malformed')
    }
    expect(await refused(bob, Uint8Array.from([...bytes, 0]))).toBe('malformed')
    expect(await refused(bob, (await alice.keyPackage()).keyPackage)).toBe('malformed')
    expect(await bob.open(bytes)).toBe('hello')
  })

  it('are malformed when a length is not in its shortest form', async () => {
    const [alice, bob] = (await teamOf('alice', 'bob')) as Pair
    const bytes = await alice.seal('hello')
    const longer = Uint8Array.from([...bytes.subarray(0, 4), 0x40, 5, ...bytes.subarray(5)])
    expect(await refused(bob, longer)).toBe('malformed')
  })

  it('never raise an exception, whichever bit is turned over', async () => {
    const [alice, bob] = (await teamOf('alice', 'bob')) as Pair
    const message = await alice.seal('hello')
    const { commit } = expectOk(await alice.mls.commit(alice.state, {}))
    const own = await new TestMember('carol').keyPackage()
    const added = expectOk(await alice.mls.commit(alice.state, { add: [own.keyPackage] }))
    const { device } = new TestMember('carol')
    for (const original of [message, commit]) {
      for (let at = 0; at < original.length; at++) {
        const changed = original.map((byte, i) => (i === at ? byte ^ (1 << (at % 8)) : byte))
        expect(await refused(bob, changed)).not.toBe('ok')
      }
    }
    const welcome = added.welcome ?? new Uint8Array()
    for (let at = 0; at < welcome.length; at += 3) {
      const changed = welcome.map((byte, i) => (i === at ? byte ^ (1 << (at % 8)) : byte))
      const keyPackageSecret = async () => own.secret
      expect(errorCode(await bob.mls.join({ device, welcome: changed, keyPackageSecret }))).not.toBe('ok')
    }
    for (let at = 0; at < own.keyPackage.length; at += 3) {
      const changed = own.keyPackage.map((byte, i) => (i === at ? byte ^ (1 << (at % 8)) : byte))
      expect(errorCode(await alice.mls.commit(alice.state, { add: [changed] }))).not.toBe('ok')
    }
    expect(await bob.open(message)).toBe('hello')
  })
})

describe('[M-4] messages that cannot be opened', () => {
  it('are named for what they are', async () => {
    const [alice, bob] = (await teamOf('alice', 'bob')) as Pair
    const [carol] = (await teamOf('carol', 'dave')) as Pair
    await carol.create('another')
    expect(await refused(bob, await carol.seal('hi'))).toBe('wrong_group')
    const bytes = await alice.seal('hi')
    expect(await alice.open(bytes)).toBe('own_message')
    expect(await bob.open(bytes)).toBe('hi')
    expect(await refused(bob, bytes)).toBe('already_consumed')
    await bob.reload()
    expect(await refused(bob, bytes)).toBe('already_consumed')
  })

  it('[M-22] prove to a state that was set back what its device wrote afterwards, and are opened', async () => {
    const [alice, bob] = (await teamOf('alice', 'bob')) as Pair
    await bob.open(await alice.seal('before'))
    const backup = alice.parts()
    const lost = await alice.seal('lost')
    const { commit } = expectOk(await alice.mls.commit(alice.state, {}))
    await bob.open(lost)
    alice.take({ state: expectOk(await alice.mls.restore(backup, alice.device)), parts: backup, erase: [] })
    expect(await refused(alice, commit)).toBe('set_back')
    const opened = expectOk(await alice.mls.process(alice.state, lost))
    expect(opened).toMatchObject({ kind: 'application', generation: 1, sender: { leafIndex: 0 } })
    alice.take(opened)
    expect(await refused(alice, lost)).toBe('own_message')
    expect(await bob.open(await alice.seal('with a key of its own'))).toBe('with a key of its own')
  })

  it('[M-22] prove nothing when another member made them up', async () => {
    const [alice, bob] = (await teamOf('alice', 'bob')) as Pair
    const { current } = bob.state
    const posing = { ...current, privatePath: { ...current.privatePath, leafIndex: 0 } }
    const forged = await createApplicationMessage(posing, utf8('by alice?'), suite)
    const bytes = encodeMlsMessage({
      ...{ version: 'mls10', wireformat: 'mls_private_message' },
      privateMessage: forged.privateMessage,
    })
    expect(await refused(alice, bytes)).toBe('not_authentic')
  })

  it('[M-22] have a nonce of their own also when a state that was set back uses a key again', async () => {
    const [alice] = (await teamOf('alice', 'bob')) as Pair
    const { state } = alice
    const data = await Promise.all(
      ['one', 'another'].map(async (text) => {
        const { bytes } = expectOk(await alice.mls.seal(state, { plaintext: utf8(text) }))
        const { privateMessage } = expectOk(decodeFramed(bytes, 'mls_private_message'))
        return decryptSenderData(privateMessage, state.current.keySchedule.senderDataSecret, suite)
      }),
    )
    expect(data.map((one) => one?.generation)).toEqual([0, 0])
    expect(data[0]?.reuseGuard).not.toEqual(data[1]?.reuseGuard)
  })

  it('[M-14] open late for two epochs, and then no more', async () => {
    const [alice, bob] = (await teamOf('alice', 'bob')) as Pair
    const first = await alice.seal('first')
    const never = await alice.seal('never')
    for (let epoch = 0; epoch < retainedEpochs; epoch++) await emptyCommit(alice, [bob])
    await bob.reload()
    expect(await bob.open(first)).toBe('first')
    expect(await refused(bob, first)).toBe('already_consumed')
    await emptyCommit(alice, [bob])
    expect(await refused(bob, never)).toBe('past_epoch')
    expect([...bob.stored.keys()].filter((name) => /\/1(\/|$)/.test(name))).toEqual([])
  })

  it('[M-14] name the sender that held the leaf then, also when somebody else holds it now', async () => {
    const [alice, bob, carol] = (await teamOf('alice', 'bob', 'carol')) as [
      TestMember,
      TestMember,
      TestMember,
    ]
    const late = await bob.seal('my last words')
    const newcomer = new TestMember('dave')
    const own = await newcomer.keyPackage()
    const draft = expectOk(await alice.mls.commit(alice.state, { add: [own.keyPackage], remove: [1] }))
    alice.take(draft)
    await settle(alice, draft, [carol])
    await emptyCommit(alice, [carol])
    await carol.reload()
    const opened = expectOk(await carol.mls.process(carol.state, late))
    expect(opened.kind === 'application' && opened.sender.credential).toEqual(utf8('bob'))
    expect(membersOf(carol.state).find((one) => one.leafIndex === 1)?.credential).toEqual(utf8('dave'))
  })

  it('[M-14] open late also for who was taken out and let in again meanwhile', async () => {
    const [alice, bob, carol] = (await teamOf('alice', 'bob', 'carol')) as [
      TestMember,
      TestMember,
      TestMember,
    ]
    const late = await carol.seal('on its way')
    const own = await bob.keyPackage()
    const draft = expectOk(await alice.mls.commit(alice.state, { add: [own.keyPackage], remove: [1] }))
    alice.take(draft)
    await settle(alice, draft, [carol])
    const request = {
      device: bob.device,
      welcome: draft.welcome ?? new Uint8Array(),
      keyPackageSecret: async () => own.secret.slice(),
    }
    expect(expectOk(await bob.mls.join(request)).state.past).toEqual([])
    const joined = expectOk(await bob.mls.join({ ...request, before: bob.state }))
    bob.stored.clear()
    bob.take(joined)
    await bob.reload()
    expect(await bob.open(late)).toBe('on its way')
    expect(await bob.open(await carol.seal('of now'))).toBe('of now')
    expect(await carol.open(await bob.seal('I am back'))).toBe('I am back')
  })

  it('wait when they are of an epoch still to come', async () => {
    const [alice, bob] = (await teamOf('alice', 'bob')) as Pair
    const commit = await emptyCommit(alice, [])
    const ahead = await alice.seal('ahead')
    expect(await refused(bob, ahead)).toBe('future_epoch')
    bob.take(expectOk(await bob.mls.process(bob.state, commit)))
    expect(await bob.open(ahead)).toBe('ahead')
    expect(await refused(bob, commit)).toBe('past_epoch')
  })

  it('[M-15] open in any order, and are bounded in how far ahead they are', async () => {
    const [alice, bob] = (await teamOf('alice', 'bob')) as Pair
    const all: Uint8Array[] = []
    for (let i = 0; i < 40; i++) all.push(await alice.seal(`message ${i}`))
    for (const i of [39, 0, 20, 19, 21, 38, 1]) {
      expect(await bob.open(all[i] ?? utf8(''))).toBe(`message ${i}`)
      await bob.reload()
    }
    expect(await refused(bob, all[20] ?? utf8(''))).toBe('already_consumed')
    expect(await refused(bob, await sealedAhead(alice, maxGenerationGap + 41))).toBe('generation_gap')
  })

  it('[M-15] keep the keys of a bounded number of skipped messages', async () => {
    const [alice, bob] = (await teamOf('alice', 'bob')) as Pair
    expect(await bob.open(await alice.seal('first'))).toBe('first')
    expect(await bob.open(await sealedAhead(alice, 5_000))).toBe('far ahead')
    expect(bob.stored.get('ratchet/1/0')?.length).toBeLessThan(40_000)
    const { unusedGenerations } = bob.state.current.secretTree.ratchets[0]?.application ?? {}
    const kept = Object.keys(unusedGenerations ?? {}).map(Number)
    expect([kept.length, Math.min(...kept)]).toEqual([skippedKeysKept, 5_000 - skippedKeysKept])
  })
})

/** A genuine message by somebody who has sent a great many before. */
async function sealedAhead(member: TestMember, generation: number): Promise<Uint8Array> {
  const { current } = member.state
  const node = current.secretTree.ratchets[0]
  if (node === undefined) throw new Error('has sent nothing yet')
  const unbounded = { ...keyRetention, retainKeysForGenerations: 0, maximumForwardRatchetSteps: generation }
  const [application] = await ratchetUntil(node.application, generation, unbounded, suite)
  const secretTree = { ...current.secretTree, ratchets: { 0: { ...node, application } } }
  const state = { ...member.state, current: { ...current, secretTree } }
  return expectOk(await member.mls.seal(state, { plaintext: utf8('far ahead') })).bytes
}

describe('[M-5] a message that its sender did not seal', () => {
  it('is not authentic, and uses up no key', async () => {
    const [alice, bob] = (await teamOf('alice', 'bob')) as Pair
    const { current } = alice.state
    const forger = new TestMember('forger')
    const forged = {
      ...alice.state,
      current: { ...current, signaturePrivateKey: forger.device.signaturePrivateKey },
    }
    const bytes = expectOk(await alice.mls.seal(forged, { plaintext: utf8('i am alice') })).bytes
    expect(await refused(bob, bytes)).toBe('not_authentic')
    expect(await bob.open(await alice.seal('i really am'))).toBe('i really am')
  })
})

describe('[M-10] proposals', () => {
  it('by reference are refused, and stand in nobody’s way', async () => {
    const [alice, bob] = (await teamOf('alice', 'bob')) as Pair
    const remove: Proposal = { proposalType: 'remove', remove: { removed: 1 } }
    const { message, newState } = await createProposal(alice.state.current, false, remove, suite)
    expect(await refused(bob, encodeMlsMessage(message))).toBe('proposal_refused')
    const { commit } = await createCommit({ state: newState, cipherSuite: suite })
    expect(await refused(bob, encodeMlsMessage(commit))).toBe('proposal_refused')
    expect(await alice.open(await bob.seal('still here'))).toBe('still here')
  })

  it('of kinds that Sotto does not use are refused', async () => {
    const [alice, bob] = (await teamOf('alice', 'bob')) as Pair
    const groupId = utf8('elsewhere')
    const reinit: Proposal = {
      proposalType: 'reinit',
      reinit: { groupId, version: 'mls10', cipherSuite: suite.name, extensions: [] },
    }
    expect(await refused(bob, await rawCommit(alice, [reinit], false))).toMatch(
      /proposal_refused|invalid_commit/,
    )
    const foreign: Proposal = {
      proposalType: 'group_context_extensions',
      groupContextExtensions: { extensions: [] },
    }
    expect(await refused(bob, await rawCommit(alice, [foreign]))).toBe('proposal_refused')
  })

  it('[M-20] that set other extensions than the one with the group data are refused', async () => {
    const [alice, bob] = (await teamOf('alice', 'bob')) as Pair
    const data = { extensionType: 0xf550, extensionData: utf8('new') }
    const foreign = { extensionType: 0x000a, extensionData: utf8('new') }
    const setting = (extensions: readonly Extension[]): Proposal => ({
      proposalType: 'group_context_extensions',
      groupContextExtensions: { extensions: [...extensions] },
    })
    for (const extensions of [[foreign], [data, foreign], [data, data]]) {
      expect(await refused(bob, await rawCommit(alice, [setting(extensions)]))).toBe('proposal_refused')
    }
    expect((await bob.mls.process(bob.state, await rawCommit(alice, [setting([data])]))).ok).toBe(true)
    expect(bob.state.current.groupContext.extensions.map((one) => one.extensionType)).toEqual([0xf550])
  })

  it('[M-11] a commit without an update path is refused', async () => {
    const [alice, bob] = (await teamOf('alice', 'bob')) as Pair
    const add = await addProposal('carol')
    expect(await refused(bob, await rawCommit(alice, [add], false))).toBe('invalid_commit')
  })
})

async function addProposal(name: string): Promise<Proposal> {
  const { keyPackage } = await new TestMember(name).keyPackage()
  const framed = expectOk(decodeFramed(keyPackage, 'mls_key_package'))
  return { proposalType: 'add', add: { keyPackage: framed.keyPackage } }
}

describe('[M-7] credentials', () => {
  it('are judged for every leaf at join, and for added and updated leaves of every commit', async () => {
    const [alice, bob, carol] = (await teamOf('alice', 'bob', 'carol')) as [
      TestMember,
      TestMember,
      TestMember,
    ]
    expect(bob.auth.asked).toEqual(['alice', 'bob', 'carol'].map((name) => ({ name, phase: 'join' })))
    bob.auth.asked.length = 0
    const dave = await new TestMember('dave').keyPackage()
    const draft = expectOk(await alice.mls.commit(alice.state, { add: [dave.keyPackage] }))
    bob.take(expectOk(await bob.mls.process(bob.state, draft.commit)))
    expect(bob.auth.asked).toEqual([
      { name: 'dave', phase: 'add' },
      { name: 'alice', phase: 'update' },
    ])
    carol.auth.refused.add('dave')
    expect(await refused(carol, draft.commit)).toBe('credential_refused')
    alice.auth.refused.add('erin')
    const erin = await new TestMember('erin').keyPackage()
    expect(errorCode(await alice.mls.commit(alice.state, { add: [erin.keyPackage] }))).toBe(
      'credential_refused',
    )
  })

  it.each(['eve', 'alice#bob'])('[M-8] may not change their holder at a leaf, to %s', async (holder) => {
    const [alice, bob] = (await teamOf('alice', 'bob')) as Pair
    const { current } = alice.state
    const ratchetTree = current.ratchetTree.map((node, i) =>
      node?.nodeType === 'leaf' && i === 0
        ? {
            ...node,
            leaf: { ...node.leaf, credential: { credentialType: 'basic' as const, identity: utf8(holder) } },
          }
        : node,
    )
    const { commit } = await createCommit(
      { state: { ...current, ratchetTree }, cipherSuite: suite },
      { forcePath: true },
    )
    expect(await refused(bob, encodeMlsMessage(commit))).toBe('invalid_commit')
  })

  it('[M-9] may not be in the group twice', async () => {
    const [alice, bob] = (await teamOf('alice', 'bob')) as Pair
    const twin = await new TestMember('bob#2').keyPackage()
    expect(errorCode(await alice.mls.commit(alice.state, { add: [twin.keyPackage] }))).toBe('invalid_commit')
    const again = await bob.keyPackage()
    expect(errorCode(await alice.mls.commit(alice.state, { add: [again.keyPackage] }))).toBe('invalid_commit')
    const replaced = expectOk(await alice.mls.commit(alice.state, { add: [again.keyPackage], remove: [1] }))
    alice.take(replaced)
    await settle(alice, replaced, [])
    await bob.join(replaced.welcome ?? utf8(''), again)
    expect(await bob.open(await alice.seal('back again'))).toBe('back again')
  })
})

describe('[M-6] key packages', () => {
  it('are added only within their lifetime', async () => {
    const [alice] = (await teamOf('alice', 'bob')) as Pair
    const carol = new TestMember('carol')
    for (const [notBefore, notAfter] of [
      [testSeconds - 100, testSeconds - 1],
      [testSeconds + 3601, testSeconds + 4000],
    ] as const) {
      const { keyPackage } = await carol.mls.generateKeyPackage({ device: carol.device, notBefore, notAfter })
      expect(errorCode(await alice.mls.commit(alice.state, { add: [keyPackage] }))).toBe(
        'invalid_key_package',
      )
    }
    const tooLong = { device: carol.device, notBefore: 0, notAfter: testSeconds }
    await expect(carol.mls.generateKeyPackage(tooLong)).rejects.toThrow(RangeError)
  })

  it('with a lifetime that is none are refused by those who receive the Add', async () => {
    const [alice, bob] = (await teamOf('alice', 'bob')) as Pair
    const credential = { credentialType: 'basic' as const, identity: utf8('mallory') }
    const lifetime = { notBefore: 0n, notAfter: 2n ** 63n }
    const keys = await suite.signature.keygen()
    const made = generateKeyPackageWithKey(credential, ownCapabilities(), lifetime, [], keys, suite)
    const add: Proposal = { proposalType: 'add', add: { keyPackage: (await made).publicPackage } }
    expect(await refused(bob, await rawCommit(alice, [add]))).toBe('invalid_commit')
  })

  it('can be used by nobody else, and the init key is handed out for erasure', async () => {
    const [alice] = (await teamOf('alice', 'bob')) as Pair
    const carol = new TestMember('carol')
    const own = await carol.keyPackage()
    const draft = expectOk(await alice.mls.commit(alice.state, { add: [own.keyPackage] }))
    const welcome = draft.welcome ?? utf8('')
    const none = async () => undefined
    const { device } = carol
    expect(errorCode(await carol.mls.join({ device, welcome, keyPackageSecret: none }))).toBe(
      'no_key_package',
    )
    const mallory = new TestMember('mallory')
    const stolen = async () => own.secret
    const theft = await mallory.mls.join({ device: mallory.device, welcome, keyPackageSecret: stolen })
    expect(errorCode(theft)).toBe('corrupt_state')
    const joined = expectOk(await carol.mls.join({ device, welcome, keyPackageSecret: stolen }))
    expect(joined.usedKeyPackageRef).toEqual(own.ref)
    expect(joined.usedLastResort).toBe(false)
    expect(joined.erase.some((secret) => own.secret.length > 0 && contains(own.secret, secret))).toBe(true)
    expect(joined.committer.credential).toEqual(utf8('alice'))
  })

  it('a Welcome by somebody whom the joiner does not believe is refused', async () => {
    const [alice] = (await teamOf('alice', 'bob')) as Pair
    const carol = new TestMember('carol')
    carol.auth.refused.add('bob')
    const own = await carol.keyPackage(true)
    const draft = expectOk(await alice.mls.commit(alice.state, { add: [own.keyPackage] }))
    const request = {
      device: carol.device,
      welcome: draft.welcome ?? utf8(''),
      keyPackageSecret: async () => own.secret,
    }
    expect(errorCode(await carol.mls.join(request))).toBe('credential_refused')
    carol.auth.refused.clear()
    expect(expectOk(await carol.mls.join(request)).usedLastResort).toBe(true)
  })
})

function contains(bytes: Uint8Array, part: Uint8Array): boolean {
  for (let at = 0; at + part.length <= bytes.length; at++) {
    if (sameBytes(bytes.subarray(at, at + part.length), part)) return true
  }
  return false
}

describe('[M-12] a pending commit', () => {
  it('is dropped when another won, and merges only into the state it was made from', async () => {
    const [alice, bob] = (await teamOf('alice', 'bob')) as Pair
    const mine = expectOk(await alice.mls.commit(alice.state, { groupData: utf8('mine') }))
    alice.take(mine)
    const winner = await emptyCommit(bob, [])
    alice.take(expectOk(await alice.mls.process(alice.state, winner)))
    expect(errorCode(await alice.mls.mergePending(alice.state, mine.pending))).toBe('stale_pending')
    expect(errorCode(await alice.mls.mergePending(alice.state, mine.pending.subarray(1)))).toBe(
      'stale_pending',
    )
    expect(await refused(bob, mine.commit)).toBe('past_epoch')
    const again = expectOk(await alice.mls.commit(alice.state, { groupData: utf8('mine') }))
    alice.take(again)
    await alice.reload()
    await settle(alice, again, [bob])
    expect(epochOf(bob.state)).toBe(3n)
    expect(await bob.open(await alice.seal('hi'))).toBe('hi')
  })

  it('keeps what was opened between drafting and merging', async () => {
    const [alice, bob] = (await teamOf('alice', 'bob')) as Pair
    const draft = expectOk(await alice.mls.commit(alice.state, {}))
    alice.take(draft)
    const [one, two] = [await bob.seal('one'), await bob.seal('two')]
    expect(await alice.open(two)).toBe('two')
    await settle(alice, draft, [bob])
    expect(await refused(alice, two)).toBe('already_consumed')
    expect(await alice.open(one)).toBe('one')
  })
})
