// A changed account key, as a person decides about it: by its safety number, so that what is decided
// about is what was looked at, also when the server has shown a third key since.

import { type AccountName, parseAccountName } from '@sotto/wire'
import type { Commands } from '../../api/engine.ts'
import type { Outcome } from '../../api/outcome.ts'
import { failure } from '../../errors.ts'
import { conversationsWith } from '../conversations/attend.ts'
import type { Live } from '../live.ts'
import { meet } from './directory.ts'
import { describeKey, numberWith } from './key-numbers.ts'

const done = { ok: true, value: null } as const

type Choice = Commands['acceptKey']['params']

/** Asks the directory for somebody who was not met yet. */
export async function keyOf(live: Live, { account: given }: Commands['key']['params']) {
  const account = parseAccountName(given)
  if (account === undefined || account === live.identity.account) {
    return failure('unknown_person', 'There is a safety number with somebody else only.')
  }
  const met = await meet(live, account)
  if (!met.ok) return met
  const key = describeKey(live, account)
  return key === undefined
    ? failure('offline', `${account} was not met on this device yet, and the server can’t be reached.`)
    : ({ ok: true, value: key } as const)
}

/** A number that was declined may still be accepted. What was decided before is no mistake. */
export async function acceptKey(live: Live, choice: Choice): Promise<Outcome<null>> {
  const pin = live.people.pinOf(choice.account)
  if (pin?.offered === undefined && isMeant(live, choice, pin?.key)) return done
  const key = [pin?.offered, pin?.declined].find((one) => isMeant(live, choice, one))
  return decide(live, choice.account, key && live.people.accept(choice.account, key))
}

export async function rejectKey(live: Live, choice: Choice): Promise<Outcome<null>> {
  const pin = live.people.pinOf(choice.account)
  if (pin?.offered === undefined && isMeant(live, choice, pin?.declined)) return done
  const key = pin?.offered
  const isThis = key !== undefined && isMeant(live, choice, key)
  return decide(live, choice.account, isThis ? live.people.decline(choice.account, key) : undefined)
}

function isMeant(live: Live, { account, number }: Choice, key: Uint8Array | undefined): boolean {
  const digits = (text: string) => text.replace(/\D/g, '')
  return key !== undefined && digits(numberWith(live, account, key)) === digits(number)
}

async function decide(
  live: Live,
  account: AccountName,
  decision: ReturnType<Live['people']['accept']> | undefined,
): Promise<Outcome<null>> {
  if (decision === undefined) {
    return failure(
      'key_outdated',
      `This is not the safety number with ${account} that waits for a decision. Look again.`,
    )
  }
  await live.db.write([decision.statement])
  decision.apply()
  await goOn(live, account)
  await live.synced().tell()
  return done
}

/** After a decision about somebody's key: what waited for it looks again. */
export async function goOn(live: Live, account: AccountName): Promise<void> {
  live.signals.touch('people', 'conversations')
  for (const conversation of await conversationsWith(live, account)) {
    await live.actors.of(conversation).run(async ({ record }) => {
      record.attention = false
    })
    live.signals.touch(`conversation ${conversation}`)
    live.wake(conversation)
  }
}
