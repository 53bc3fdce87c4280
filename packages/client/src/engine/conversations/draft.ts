// Seals a commit from key packages that the server gave out, after checking that each is whom it was
// asked for: the account key must be the pinned one, the key log must have the device, and the credential inside must
// be the device's.
// What does not fit is left out and named, never added.

import type { CommitDraft, CommitRequest, GroupState } from '@sotto/crypto'
import type { AccountName } from '@sotto/wire'
import { type Failure, failure } from '../../errors.ts'
import { type Live, warn } from '../live.ts'
import { holderOf } from '../people/holder.ts'
import type { ClaimedPackage } from './errands.ts'
import { noteChangedKey } from './roster.ts'
import type { Turn } from './turn.ts'

export type DraftRequest = Omit<CommitRequest, 'add'> & { readonly packages: readonly ClaimedPackage[] }

/** Undefined when nothing is left to commit. */
export async function draftCommit(
  live: Live,
  turn: Turn,
  group: GroupState,
  { packages, ...rest }: DraftRequest,
): Promise<CommitDraft | undefined> {
  const trusted = trustedPackages(live, turn, packages)
  const isEmpty = (left: readonly ClaimedPackage[]) =>
    left.length === 0 && (rest.remove ?? []).length === 0 && rest.groupData === undefined
  if (isEmpty(trusted)) return undefined
  const whole = await attempt(live, group, { packages: trusted, ...rest })
  if (whole !== undefined) return whole
  const sound: ClaimedPackage[] = []
  for (const one of trusted) {
    if ((await attempt(live, group, { packages: [one] })) === undefined) distrust(live, turn, one.account)
    else sound.push(one)
  }
  return isEmpty(sound) ? undefined : attempt(live, group, { packages: sound, ...rest })
}

async function attempt(
  live: Live,
  group: GroupState,
  { packages, ...rest }: DraftRequest,
): Promise<CommitDraft | undefined> {
  const add = packages.map((one) => one.keyPackage)
  const draft = await live.mls.commit(group, { ...rest, add })
  if (!draft.ok) return undefined
  const genuine = draft.value.added.every((member) => {
    const { account, device, accountKey } = holderOf(member)
    const claimed = packages.find((one) => one.device === device && one.account === account)
    return claimed !== undefined && sameBytes(claimed.accountKey, accountKey)
  })
  return genuine ? draft.value : undefined
}

/** Pins accounts that are met for the first time; a key that differs from the pinned one is not used. */
function trustedPackages(live: Live, turn: Turn, packages: readonly ClaimedPackage[]): ClaimedPackage[] {
  const first = new Map<AccountName, Uint8Array>()
  return packages.filter(({ account, accountKey, device, isProven }) => {
    const pinned = live.people.keyOf(account)
    const isOther = pinned !== undefined && !sameBytes(pinned, accountKey)
    if (live.revocations.has(account, device) || !(isProven || isOther)) {
      distrust(live, turn, account)
      return false
    }
    const met = first.get(account)
    if (met !== undefined) return sameBytes(met, accountKey)
    if (pinned !== undefined && !isOther) return true
    if (account === live.identity.account) {
      distrust(live, turn, account)
      return false
    }
    const sighting = live.people.sight(account, accountKey)
    if (sighting.kind === 'known') return false
    turn.write(sighting.statement.sql, ...(sighting.statement.params ?? []))
    turn.after(sighting.apply)
    if (sighting.kind === 'changed') noteChangedKey(live, turn, account)
    else first.set(account, accountKey)
    return sighting.kind === 'first'
  })
}

/** Why some of these people could not be added. */
export function whyNotAdded(live: Live, accounts: readonly AccountName[]): Failure {
  const declined = accounts.find((account) => live.people.hasDeclined(account))
  if (declined !== undefined) {
    const text = `You have declined the safety number under which ${declined} would be added.`
    return failure('key_changed', `${text} Accept it first, if it is right after all.`).error
  }
  const changed = accounts.find((account) => live.people.isChanged(account))
  if (changed === undefined) {
    return failure(
      'server_untrusted',
      'Somebody was not added: the server’s word about their devices does not hold.',
    ).error
  }
  return failure('key_changed', `The safety number with ${changed} has changed. Decide about it first.`).error
}

function distrust(live: Live, turn: Turn, account: AccountName): void {
  const text = `The server named a device of ${account} that is not ${account}’s. It was not added.`
  turn.after(() => warn(live, 'foreign_device', text, turn.record.id))
}

function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, at) => byte === other[at])
}
