import { type ApplicationMessage, type GroupState, groupConversationId } from '@sotto/crypto'
import { base64urlToBytes, parseAccountName } from '@sotto/wire'
import { beforeAll, describe, expect, it } from 'vitest'
import { heapAfterCollection } from '../heap.ts'
import { Impostor } from '../lying-server/impostor.ts'
import { SeededRandom } from '../seeded-random.ts'
import { mutateBytes } from './mutate.ts'

const refusals = [
  'malformed', 'wrong_group', 'past_epoch', 'future_epoch', 'already_consumed', 'own_message', 'generation_gap',
  'not_authentic', 'invalid_commit', 'proposal_refused', 'credential_refused', 'invalid_key_package',
  'invalid_welcome', 'no_key_package', 'removed',
] // biome-ignore format: a list of words

const roomForNoise = 24 * 1024 * 1024
/** Growth that repeats with every thousand inputs would come to more than this. */
const messages = 30_000
const welcomes = 10_000
const packages = 10_000

function accountOf(name: string) {
  const account = parseAccountName(name)
  if (account === undefined) throw new TypeError('a name')
  return account
}

describe('[M-3] damaged MLS bytes are refused by name, change nothing, and cost no memory', () => {
  const conversation = groupConversationId()
  const alice = new Impostor(accountOf('alice'))
  const bob = new Impostor(accountOf('bob'))
  let keyPackage: Uint8Array
  let secret: Uint8Array
  let welcome: Uint8Array
  let alices: GroupState
  let bobs: GroupState
  beforeAll(async () => {
    const now = Math.floor(Date.now() / 1000)
    const made = await bob.mls.generateKeyPackage({
      device: bob.mlsDevice,
      notBefore: now - 3600,
      notAfter: now + 3600 * 24,
    })
    keyPackage = made.keyPackage
    secret = made.secret
    const begun = await alice.begin(conversation, {
      packages: [Buffer.from(keyPackage).toString('base64url')],
    })
    welcome = begun.welcome
    alices = begun.state
    bobs = await joined()
  })

  async function joined(bytes = welcome): Promise<GroupState> {
    const result = await bob.mls.join({
      device: bob.mlsDevice,
      welcome: bytes,
      keyPackageSecret: async () => secret.slice(),
    })
    if (!result.ok) throw new Error(result.error.code)
    return result.value.state
  }

  async function sealed(text: string): Promise<Uint8Array> {
    const made = await alice.mls.seal(alices, { plaintext: new TextEncoder().encode(text) })
    if (!made.ok) throw new Error(made.error.code)
    alices = made.value.state
    return made.value.bytes
  }

  async function commitBytes(): Promise<Uint8Array> {
    const draft = await alice.mls.commit(alices, { groupData: new Uint8Array([1, 2, 3]) })
    if (!draft.ok) throw new Error(draft.error.code)
    return draft.value.commit
  }

  it(`in ${messages} messages and commits`, async () => {
    const random = new SeededRandom(71)
    const genuine = await Promise.all([sealed('a short one'), sealed('x'.repeat(900)), commitBytes()])
    const pick = () => random.pick(genuine)
    let before = 0
    for (let run = 0; run < messages; run++) {
      if (run === messages / 4) before = heapAfterCollection()
      const bytes = mutateBytes(pick(), pick(), random)
      if (genuine.some((one) => Buffer.compare(one, bytes) === 0)) continue
      const result = await bob.mls.process(bobs, bytes)
      if (result.ok || !refusals.includes(result.error.code)) {
        throw new Error(`${result.ok ? 'taken' : result.error.code}: ${Buffer.from(bytes).toString('hex')}`)
      }
    }
    expect(heapAfterCollection() - before).toBeLessThan(roomForNoise)
    const last = await bob.mls.process(bobs, genuine[0] ?? new Uint8Array())
    expect(last.ok && new TextDecoder().decode((last.value as ApplicationMessage).plaintext)).toBe(
      'a short one',
    )
  }, 300_000)

  it(`in ${welcomes} welcomes`, async () => {
    const random = new SeededRandom(72)
    let before = 0
    for (let run = 0; run < welcomes; run++) {
      if (run === welcomes / 4) before = heapAfterCollection()
      const bytes = mutateBytes(welcome, keyPackage, random)
      if (Buffer.compare(bytes, welcome) === 0) continue
      const result = await bob.mls.join({
        device: bob.mlsDevice,
        welcome: bytes,
        keyPackageSecret: async () => secret.slice(),
      })
      // a changed entry for somebody else leaves ours as it was; everything else must be refused
      if (!result.ok && !refusals.includes(result.error.code)) throw new Error(result.error.code)
    }
    expect(heapAfterCollection() - before).toBeLessThan(roomForNoise)
    await joined()
  }, 300_000)

  it(`in ${packages} key packages that somebody is asked to add`, async () => {
    const random = new SeededRandom(73)
    const other = base64urlToBytes((await alice.claimed()).keyPackage) ?? keyPackage
    for (let run = 0; run < packages; run++) {
      const bytes = mutateBytes(other, keyPackage, random)
      if (Buffer.compare(bytes, other) === 0 || Buffer.compare(bytes, keyPackage) === 0) continue
      const draft = await bob.mls.commit(bobs, { add: [bytes] })
      if (draft.ok || !refusals.includes(draft.error.code)) {
        throw new Error(`${draft.ok ? 'added' : draft.error.code}: ${Buffer.from(bytes).toString('hex')}`)
      }
    }
  }, 300_000)
})
