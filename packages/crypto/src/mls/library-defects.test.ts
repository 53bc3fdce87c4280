// One test for each defect that ts-mls 1.6.4 has as published and that patches/ts-mls+1.6.4.patch mends.
// Each fails without its part of the patch.

import {
  type Capabilities,
  type ClientState,
  createCommit,
  createGroupInfoWithExternalPub,
  createGroupInfoWithExternalPubAndRatchetTree,
  defaultKeyPackageEqualityConfig,
  generateKeyPackageWithKey,
  joinGroupExternal,
  makePskIndex,
  type Proposal,
  processMessage,
  processPublicMessage,
} from 'ts-mls'
import { validateRatchetTree } from 'ts-mls/clientState.js'
import { acceptAll } from 'ts-mls/incomingMessageAction.js'
import { signKeyPackage } from 'ts-mls/keyPackage.js'
import { signLeafNodeKeyPackage } from 'ts-mls/leafNode.js'
import { toPrivateKeyPath } from 'ts-mls/privateKeyPath.js'
import { emptyPskIndex } from 'ts-mls/pskIndex.js'
import { createSecretTree, ratchetToGeneration } from 'ts-mls/secretTree.js'
import { describe, expect, it } from 'vitest'
import { ownCapabilities } from './extensions.ts'
import { sameBytes } from './framing.ts'
import { keyRetention } from './open-message.ts'
import { isActive, membersOf } from './state.ts'
import { createSuite } from './suite/suite.ts'
import { addAll, expectOk, fromUtf8, settle, TestMember, teamOf, testSeconds, utf8 } from './testing.ts'

const suite = createSuite()

const leafOf = (member: TestMember, name: string) =>
  membersOf(member.state).find((one) => fromUtf8(one.credential) === name)?.leafIndex ?? -1

async function rawKeyPackage(name: string, keys = suite.signature.keygen()) {
  const lifetime = { notBefore: BigInt(testSeconds - 10), notAfter: BigInt(testSeconds + 1000) }
  const credential = { credentialType: 'basic' as const, identity: utf8(name) }
  const capabilities: Capabilities = ownCapabilities()
  return generateKeyPackageWithKey(credential, capabilities, lifetime, [], await keys, suite)
}

describe('[M-2] what the library gets wrong and the patch mends', () => {
  it('1: a Welcome is accepted when parent nodes list different unmerged leaves', async () => {
    const team = await teamOf('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h')
    const [a, b, c, d, e, , g, h] = team as TestMember[]
    if (!a || !b || !c || !d || !e || !g || !h) throw new Error()
    const draft = expectOk(await e.mls.commit(e.state, { remove: [leafOf(e, 'f')] }))
    e.take(draft)
    await settle(e, draft, [a, b, c, d, g, h])
    // takes the place of f: the parent that e has set lists it, the root that a sets does not
    const newcomer = new TestMember('i')
    await addAll(a, [newcomer], [b, c, d, e, g, h])
    expect(await newcomer.open(await h.seal('welcome'))).toBe('welcome')
  })

  it('1: an unmerged leaf that is not in the tree is an error, at once', async () => {
    const [a] = (await teamOf('a', 'b', 'c', 'd')) as [TestMember]
    const draft = expectOk(await a.mls.commit(a.state, {}))
    a.take(draft)
    await settle(a, draft, [])
    const { ratchetTree, groupContext, clientConfig } = a.state.current
    for (const unmergedLeaves of [[1_000_000], [2, 1], [4]]) {
      const tree = ratchetTree.map((node) =>
        node?.nodeType === 'parent' ? { ...node, parent: { ...node.parent, unmergedLeaves } } : node,
      )
      const { lifetimeConfig, authService } = clientConfig
      const hash = groupContext.treeHash
      const fault = await validateRatchetTree(tree, groupContext, lifetimeConfig, authService, hash, suite)
      expect(fault?.message).toMatch(/nmerged/)
    }
  })

  it('2: nothing kept of a skipped generation leads to the keys of a later one', async () => {
    const guard = new Uint8Array(4) as Parameters<typeof ratchetToGeneration>[1]['reuseGuard']
    const key = (tree: Awaited<ReturnType<typeof createSecretTree>>, generation: number) =>
      ratchetToGeneration(
        tree,
        { leafIndex: 1, generation, reuseGuard: guard },
        'application',
        keyRetention,
        suite,
      )
    const fresh = await createSecretTree(2, suite.rng.randomBytes(32), suite.kdf)
    const later = await key(fresh, 2)
    const stolen = (await key(fresh, 3)).newTree.ratchets[2]?.application
    if (stolen === undefined) throw new Error()
    const kept = Object.entries(stolen.unusedGenerations)
    expect(kept.map(([generation]) => generation)).toEqual(['0', '1', '2'])
    const afterUse = kept
      .filter(([generation]) => generation !== '2')
      .flatMap(([, one]) => Object.values(one))
    for (const part of [stolen.secret, ...afterUse] as Uint8Array[]) {
      const secret = new Uint8Array(32)
      secret.set(part)
      const asRatchet = { secret, generation: 0, unusedGenerations: {} }
      const forged = { ...fresh, ratchets: { 2: { handshake: asRatchet, application: asRatchet } } }
      for (const start of [0, 1, 2]) {
        asRatchet.generation = start
        expect(sameBytes((await key(forged, 2)).key, later.key)).toBe(false)
      }
    }
  })

  it('3: a key package with an encryption key that is in the tree is refused', async () => {
    const [a] = (await teamOf('a', 'b')) as [TestMember]
    const copied = a.state.current.ratchetTree[2]
    if (copied?.nodeType !== 'leaf') throw new Error()
    const keys = await suite.signature.keygen()
    const { publicPackage } = await rawKeyPackage('mallory', Promise.resolve(keys))
    const { hpkePublicKey } = copied.leaf
    const leafNode = await signLeafNodeKeyPackage(
      { ...publicPackage.leafNode, leafNodeSource: 'key_package', hpkePublicKey } as Parameters<
        typeof signLeafNodeKeyPackage
      >[0],
      keys.signKey,
      suite.signature,
    )
    const keyPackage = await signKeyPackage({ ...publicPackage, leafNode }, keys.signKey, suite.signature)
    const add: Proposal = { proposalType: 'add', add: { keyPackage } }
    const commit = createCommit({ state: a.state.current, cipherSuite: suite }, { extraProposals: [add] })
    await expect(commit).rejects.toThrow(/not unique/)
  })

  it('3: two key packages of one commit that share an encryption key are refused', async () => {
    const [a] = (await teamOf('a')) as [TestMember]
    const one = await rawKeyPackage('one')
    const keys = await suite.signature.keygen()
    const two = await rawKeyPackage('two', Promise.resolve(keys))
    const { hpkePublicKey } = one.publicPackage.leafNode
    const leafNode = await signLeafNodeKeyPackage(
      { ...two.publicPackage.leafNode, hpkePublicKey } as Parameters<typeof signLeafNodeKeyPackage>[0],
      keys.signKey,
      suite.signature,
    )
    const shared = await signKeyPackage({ ...two.publicPackage, leafNode }, keys.signKey, suite.signature)
    const extraProposals = [one.publicPackage, shared].map(
      (keyPackage): Proposal => ({ proposalType: 'add', add: { keyPackage } }),
    )
    const commit = createCommit({ state: a.state.current, cipherSuite: suite }, { extraProposals })
    await expect(commit).rejects.toThrow(/not unique/)
  })

  it('4: a commit with new group context extensions carries a path', async () => {
    const [a] = (await teamOf('a', 'b')) as [TestMember]
    const change: Proposal = {
      proposalType: 'group_context_extensions',
      groupContextExtensions: { extensions: [{ extensionType: 0xf550, extensionData: utf8('new') }] },
    }
    const { commit } = await createCommit(
      { state: a.state.current, cipherSuite: suite },
      { extraProposals: [change], wireAsPublicMessage: true },
    )
    const content = commit.wireformat === 'mls_public_message' ? commit.publicMessage.content : undefined
    expect(content?.contentType === 'commit' && content.commit.path).toBeTruthy()
  })

  it('4: new group context extensions together with Remove can be processed', async () => {
    const [a, b, c] = (await teamOf('a', 'b', 'c')) as [TestMember, TestMember, TestMember]
    const request = { remove: [leafOf(a, 'b')], groupData: utf8('without b') }
    const draft = expectOk(await a.mls.commit(a.state, request))
    a.take(draft)
    await settle(a, draft, [c])
    expect(await c.open(await a.seal('hi'))).toBe('hi')
    expect(b.state.current.groupContext.epoch).toBe(1n)
  })

  it('5: external_pub is encoded as RFC 9420 §12.4.3.2 has it', async () => {
    const [a] = (await teamOf('a', 'b')) as [TestMember]
    const info = await createGroupInfoWithExternalPub(a.state.current, [], suite)
    const data = info.extensions.find((one) => one.extensionType === 'external_pub')?.extensionData
    const { publicKey } = await suite.hpke.deriveKeyPair(a.state.current.keySchedule.externalSecret)
    const raw = await suite.hpke.exportPublicKey(publicKey)
    expect(data).toEqual(Uint8Array.from([32, ...raw]))
  })

  it('6: an external commit may remove only the joiner’s own former leaf', async () => {
    const [a, b] = (await teamOf('a', 'b', 'c')) as [TestMember, TestMember]
    const info = await createGroupInfoWithExternalPubAndRatchetTree(a.state.current, [], suite)
    const rejoin = async (name: string, keys: ReturnType<typeof suite.signature.keygen>, victim: string) => {
      const own = await rawKeyPackage(name, keys)
      const config = {
        ...a.state.current.clientConfig,
        keyPackageEqualityConfig: {
          ...defaultKeyPackageEqualityConfig,
          compareKeyPackageToLeafNode: (_: unknown, leaf: { credential: object }) =>
            'identity' in leaf.credential && fromUtf8(leaf.credential.identity as Uint8Array) === victim,
        },
      }
      const { publicMessage } = await joinGroupExternal(
        info,
        own.publicPackage,
        own.privatePackage,
        true,
        suite,
        undefined,
        config,
      )
      return processPublicMessage(b.state.current, publicMessage, emptyPskIndex, suite)
    }
    await expect(rejoin('mallory', suite.signature.keygen(), 'a')).rejects.toThrow(/another client/)
    const { signaturePublicKey: publicKey, signaturePrivateKey: signKey } = a.device
    const honest = await rejoin('a', Promise.resolve({ publicKey, signKey }), 'a')
    expect(honest.newState.groupContext.epoch).toBe(2n)
  })

  it('7: who is removed by a commit that also adds somebody learns it', async () => {
    const [a, b] = (await teamOf('a', 'b')) as [TestMember, TestMember]
    const own = await new TestMember('c').keyPackage()
    const draft = expectOk(await a.mls.commit(a.state, { add: [own.keyPackage], remove: [leafOf(a, 'b')] }))
    b.take(expectOk(await b.mls.process(b.state, draft.commit)))
    expect(isActive(b.state)).toBe(false)
  })

  it('8: the secrets of retired epochs are handed out for erasure', async () => {
    const [a] = (await teamOf('a')) as [TestMember]
    let state: ClientState = a.state.current
    const first = state.keySchedule
    const handedOut = new Set<Uint8Array>()
    for (let epoch = 0; epoch < 4; epoch++) {
      const { newState, consumed } = await createCommit({ state, cipherSuite: suite })
      for (const secret of consumed) handedOut.add(secret)
      state = newState
    }
    expect(Object.entries(first).filter(([, secret]) => !handedOut.has(secret))).toEqual([])
  })

  it('9: a private commit with a pre-shared key is processed', async () => {
    const [a, b] = (await teamOf('a', 'b')) as [TestMember, TestMember]
    const pskId = utf8('psk')
    const psks = { [Buffer.from(pskId).toString('base64')]: suite.rng.randomBytes(32) }
    const psk: Proposal = {
      proposalType: 'psk',
      psk: { preSharedKeyId: { psktype: 'external', pskId, pskNonce: suite.rng.randomBytes(32) } },
    }
    const index = (member: TestMember) => makePskIndex(member.state.current, psks)
    const { commit, newState } = await createCommit(
      { state: a.state.current, cipherSuite: suite, pskIndex: index(a) },
      { extraProposals: [psk] },
    )
    if (commit.wireformat !== 'mls_private_message') throw new Error()
    const followed = await processMessage(commit, b.state.current, index(b), acceptAll, suite)
    const { epochAuthenticator } = followed.newState.keySchedule
    expect(epochAuthenticator).toEqual(newState.keySchedule.epochAuthenticator)
  })

  it('10: path secrets that do not belong to the public keys in the tree are refused', async () => {
    const [a] = (await teamOf('a', 'b')) as [TestMember]
    const draft = expectOk(await a.mls.commit(a.state, {}))
    a.take(draft)
    await settle(a, draft, [])
    const wrong = { 1: suite.rng.randomBytes(32) }
    await expect(toPrivateKeyPath(wrong, 0, suite, a.state.current.ratchetTree)).rejects.toThrow(/public key/)
  })

  it('11: a draft uses up the generation that it was sealed with', async () => {
    const [a, b] = (await teamOf('a', 'b')) as [TestMember, TestMember]
    const lost = expectOk(await a.mls.commit(a.state, { groupData: utf8('lost') }))
    a.take(lost)
    const again = expectOk(await a.mls.commit(a.state, { groupData: utf8('again') }))
    b.take(expectOk(await b.mls.process(b.state, again.commit)))
    const generation = b.state.past[0]?.secretTree.ratchets[0]?.handshake.generation
    expect(generation).toBe(2)
  })

  it('12: who remains can commit and be joined when half of the tree is empty', async () => {
    const [a, b, c, d] = (await teamOf('a', 'b', 'c', 'd')) as [
      TestMember,
      TestMember,
      TestMember,
      TestMember,
    ]
    const removed = expectOk(await c.mls.commit(c.state, { remove: [leafOf(c, 'a'), leafOf(c, 'b')] }))
    c.take(removed)
    await settle(c, removed, [a, b, d])
    const renewed = expectOk(await d.mls.commit(d.state, {}))
    d.take(renewed)
    await settle(d, renewed, [c])
    expect(await c.open(await d.seal('two of us'))).toBe('two of us')
    const newcomer = new TestMember('e')
    await addAll(c, [newcomer], [d])
    expect(await newcomer.open(await d.seal('three of us'))).toBe('three of us')
  })
})
