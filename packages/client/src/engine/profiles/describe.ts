// A person's profile as screens see it.

import { type AccountName, pictureTypeOf } from '@sotto/wire'
import type { ProfileSnapshot, ShownStatus } from '../../api/profiles.ts'
import type { Live } from '../live.ts'
import { type KnownProfile, readProfile } from './memory.ts'

const forGood = 1

export async function describeProfile(live: Live, account: AccountName): Promise<ProfileSnapshot> {
  const known = await readProfile(live.db, account)
  const { name, title, about, location, pronouns, picture, audience } = known.profile
  const { status: presence, lastSeen } = live.presences.of(account)
  const type = pictureTypeOf(picture)
  const own = account === live.identity.account
  const now = live.platform.clock.now()
  const status = statusOf(known, now)
  for (const at of [known.status.until, known.hiddenUntil]) if (at > now) live.profiles().endsAt(at)
  return {
    ...{ account, own, name, alike: live.profiles().names.isAlike(account) },
    ...{ title, about, location, pronouns },
    ...(type === undefined ? {} : { picture: { bytes: picture, type, version: known.version } }),
    ...(own ? { audience, hiddenUntil: hiddenOf(known, now) } : {}),
    ...(status === undefined ? {} : { status }),
    ...{ presence, lastSeen },
  }
}

function statusOf({ status }: KnownProfile, now: number): ShownStatus | undefined {
  const { kind, emoji, text, until } = status
  if (until > 0 && until <= now) return undefined
  if (kind === 'none' && emoji === '' && text === '') return undefined
  return { kind, emoji, text, ...(until === 0 ? {} : { until }) }
}

function hiddenOf({ hiddenUntil }: KnownProfile, now: number): number | 'always' {
  if (hiddenUntil === forGood) return 'always'
  return hiddenUntil > now ? hiddenUntil : 0
}

/** What tells two snapshots apart; a picture is the same as long as its version is. */
export function markOfProfile(snapshot: unknown): string {
  return JSON.stringify(snapshot, (key, value: unknown) => (key === 'bytes' ? undefined : value))
}
