import { befriend, type Harness, type Person, startHarness, until } from '@sotto/testkit/harness'
import type { ConversationId } from '@sotto/wire'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

type Round = {
  readonly victim: Person
  readonly witness: Person
  readonly direct: ConversationId
  /** Texts that the victim was told are kept. */
  readonly kept: string[]
  readonly name: string
  /** Set when the victim's process has died: what it was about to do it never does. */
  died: boolean
}

/** Runs what is cut short by the death of the process. */
async function mortal(work: () => Promise<void>, death: Promise<void>): Promise<void> {
  await Promise.race([work().catch(() => undefined), death])
}

/** A bit of everything that writes: messages both ways, a new group, a rename, reading. */
async function live(round: Round): Promise<void> {
  const { witness, direct, kept, name } = round
  // The next life has an engine of its own, which must not go on with what this one had begun.
  const living = () => {
    if (round.died) throw new Error('The process has died')
    return round.victim
  }
  const say = async (conversation: ConversationId, text: string) => {
    await living().queue(conversation, text)
    kept.push(text)
  }
  await say(direct, `${name} one`)
  await witness.send(direct, `${name} from the witness`)
  await living().sees(direct, `${name} from the witness`)
  const group = await living().group(name, [witness])
  await say(group, `${name} in the group`)
  await witness.sees(group, `${name} in the group`)
  await witness.engine.call('renameGroup', { conversation: group, name: `${name} renamed` })
  await witness.send(group, `${name} back`)
  const seen = await living().sees(group, `${name} back`)
  await living().engine.call('markRead', { conversation: group, upTo: seen.id })
  await living().engine.call('renameGroup', { conversation: group, name: `${name} again` })
  await say(direct, `${name} two`)
}

async function groupsNamed(person: Person, name: string): Promise<readonly ConversationId[]> {
  const list = await person.look('conversations', undefined)
  return list
    .filter((one) => one.kind === 'group' && one.name.startsWith(name))
    .map((one) => one.conversation)
}

/** Everybody agrees, nothing kept is lost, nothing is there twice, and both can go on. */
async function converges({ victim, witness, direct, kept, name }: Round): Promise<void> {
  const groups = new Set([...(await groupsNamed(victim, name)), ...(await groupsNamed(witness, name))])
  for (const conversation of [direct, ...groups]) {
    await victim.send(conversation, `${name} after by the victim`)
    await witness.sees(conversation, `${name} after by the victim`)
    await witness.send(conversation, `${name} after by the witness`)
    await victim.sees(conversation, `${name} after by the witness`)
    await until(async () => {
      const [one, other] = [await victim.texts(conversation), await witness.texts(conversation)]
      return one.join('|') === other.join('|')
    }, `${name}: the same on both sides`)
    const texts = await victim.texts(conversation)
    expect(new Set(texts).size, name).toBe(texts.length)
  }
  const all = (await Promise.all([direct, ...groups].map((one) => witness.texts(one)))).flat()
  expect(
    kept.filter((text) => !all.includes(text)),
    name,
  ).toEqual([])
}

describe.each(['before', 'after'] as const)('a process that dies %s a transaction', (when) => {
  let harness: Harness
  let victim: Person
  let witness: Person
  let direct: ConversationId
  beforeAll(async () => {
    harness = await startHarness()
    victim = await harness.newPerson('victim')
    witness = await harness.newPerson('witness')
    direct = await befriend(victim, witness)
  })
  afterAll(() => harness.close())

  it('[D-2] [D-6] [D-11] loses nothing that was acknowledged, shows nothing twice, and goes on', async () => {
    let survived = false
    for (let at = 1; !survived; at++) {
      const round: Round = { victim, witness, direct, kept: [], name: `${when} ${at}`, died: false }
      victim.crash()
      const death = new Promise<void>((resolve) => {
        const announce = () => {
          round.died = true
          resolve()
        }
        const started = victim.start({ at, when, died: announce })
        void started.then(() => (round.died ? undefined : mortal(() => live(round), death).then(resolve)))
      })
      await death
      survived = !round.died
      await victim.restart()
      await converges(round)
    }
  }, 240_000)
})
