// A person says that the safety number with somebody is the same on both sides: by digits, by words, or by the code
// on the other's screen (spec/accounts.md A-23).

import { checkSafetyCode, type SafetyCodeVerdict } from '@sotto/crypto'
import type { AccountName } from '@sotto/wire'
import type { Commands } from '../../api/engine.ts'
import type { Outcome } from '../../api/outcome.ts'
import type { KeySnapshot } from '../../api/people.ts'
import { failure } from '../../errors.ts'
import type { Live } from '../live.ts'
import { keyOf } from './key-change.ts'
import { identities, numberWith, wordsWith } from './key-numbers.ts'
import type { Pin } from './people.ts'

type Compare<C extends 'verifyKey' | 'verifyByCode'> = Commands[C]['params']

export async function verifyKey(live: Live, params: Compare<'verifyKey'>): Promise<Outcome<KeySnapshot>> {
  const known = await decided(live, params.account)
  if (!known.ok) return known
  const { account } = known.value
  const key = keyGoneBy(live, account)
  const given = plain(params.number)
  const numbers = [numberWith(live, account, key), wordsWith(live, account, key)]
  if (!numbers.some((number) => plain(number) === given)) return numbersDiffer(account)
  return remember(live, account, { key, at: live.platform.clock.now() })
}

export async function verifyByCode(
  live: Live,
  { account, code }: Compare<'verifyByCode'>,
): Promise<Outcome<KeySnapshot>> {
  const known = await decided(live, account)
  if (!known.ok) return known
  const key = keyGoneBy(live, account)
  const { own, other } = identities(live, account, key)
  const verdict = checkSafetyCode(code, own, other)
  if (!verdict.ok) {
    return failure('code_unreadable', `This is not a code from Sotto’s page about ${account}.`)
  }
  if (verdict.value !== 'same') return refusals[verdict.value](account)
  return remember(live, account, { key, at: live.platform.clock.now() })
}

const refusals: Record<Exclude<SafetyCodeVerdict, 'same'>, (account: AccountName) => Outcome<never>> = {
  differs: numbersDiffer,
  own_code: (account) =>
    failure(
      'own_code',
      `This is your own code. Read the one on ${account}’s screen, or let them read yours.`,
    ),
  other_people: (account) =>
    failure('code_of_others', `This code is not about you and ${account}. Let them open the page about you.`),
}

export async function unverifyKey(
  live: Live,
  { account }: Commands['unverifyKey']['params'],
): Promise<Outcome<KeySnapshot>> {
  const known = await keyOf(live, { account })
  return known.ok ? remember(live, known.value.account, undefined) : known
}

/** There is one key to compare: no other waits for a decision. */
async function decided(live: Live, name: AccountName): Promise<Outcome<KeySnapshot>> {
  const known = await keyOf(live, { account: name })
  if (!known.ok || known.value.offered === undefined) return known
  const { account } = known.value
  return failure('key_changed', `The safety number with ${account} has changed. Decide about that first.`)
}

async function remember(
  live: Live,
  account: AccountName,
  verified: Pin['verified'],
): Promise<Outcome<KeySnapshot>> {
  const decision = live.people.verify(account, verified)
  await live.db.write([decision.statement])
  decision.apply()
  live.signals.touch('people', 'conversations')
  await live.synced().tell()
  return keyOf(live, { account })
}

function keyGoneBy(live: Live, account: AccountName): Uint8Array {
  const key = live.people.keyOf(account)
  if (key === undefined) throw new Error('a safety number without a key')
  return key
}

function numbersDiffer(account: AccountName): Outcome<never> {
  return failure(
    'numbers_differ',
    `The safety numbers differ. Somebody may stand between you and ${account}: write nothing confidential here, and ask them by another way.`,
  )
}

/** Letters and digits alone: how somebody groups them says nothing. */
function plain(text: string): string {
  return text.toLowerCase().replace(/[^a-z0-9]/g, '')
}
