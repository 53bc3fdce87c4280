// The own profile and status: read from the server, changed, sealed again and written against the version that was read,
// so that two devices never undo each other (spec/profiles.md PR-4). Whoever makes a new key tells it.

import {
  accountSigningKey,
  newProfileKey,
  openProfileKey,
  openProfilePart,
  type ProfilePart,
  sealProfileKey,
  sealProfilePart,
} from '@sotto/crypto'
import {
  base64urlToBytes,
  bytesToBase64url,
  decodeProfile,
  decodeStatus,
  encodeProfile,
  encodeStatus,
  type PersonStatus,
  type Profile,
  type Schemas,
} from '@sotto/wire'
import type { Outcome } from '../../api/outcome.ts'
import { type Live, warn } from '../live.ts'
import { routes } from '../network/routes.ts'
import { keepAcross } from './across.ts'
import { type KnownProfile, readProfile, writeOpened, writeWhole } from './memory.ts'
import { oweEverywhere } from './words.ts'

type AtServer = Schemas['OwnProfile']

/** What stands, by whichever of server and store is newer. */
export type OwnCopy = Pick<KnownProfile, 'key' | 'profile' | 'status' | 'hiddenUntil'> & {
  /** The version that the server has, whatever it is. */
  readonly after: number
  readonly version: number
}

export type OwnChange = {
  readonly profile?: Profile
  readonly status?: PersonStatus
  readonly hiddenUntil?: number
  /** Whoever had the key reads nothing that follows. */
  readonly newKey?: boolean
}

const mostTries = 5

/** Brings what another device has written into the store. */
export async function readOwn(live: Live): Promise<Outcome<OwnCopy>> {
  const answer = await live.rest.get('OwnProfile', { method: 'GET', path: routes.ownProfile })
  if (!answer.ok) return answer
  const known = await readProfile(live.db, live.identity.account)
  const opened = await openOwn(live, known, answer.value)
  if (opened !== undefined) return { ok: true, value: opened }
  const { key, profile, status, hiddenUntil, whole } = known
  return {
    ok: true,
    value: { key, profile, status, hiddenUntil, after: answer.value.version, version: whole },
  }
}

/** Undefined where what stands in the store is what counts. */
async function openOwn(live: Live, known: KnownProfile, at: AtServer): Promise<OwnCopy | undefined> {
  const isOld = at.version < known.whole || (at.profileVersion > 0 && at.profileVersion < known.least)
  if (isOld) {
    const text = 'The server showed an older profile of yours than it had before. It was not taken.'
    warn(live, 'profile_old', text)
    return undefined
  }
  if (at.version === known.whole) return undefined
  const key = await ownKeyIn(live, at)
  const profile = await ownPart(live, 'profile', { at, key })
  const status = await ownPart(live, 'status', { at, key })
  if (key === undefined || profile === 'unreadable' || status === 'unreadable') {
    warn(live, 'profile_unreadable', 'Your profile at the server can’t be opened. It was not taken.')
    return undefined
  }
  await store(live, known, { key, profile, status, whole: at.version, hiddenUntil: at.hiddenUntil })
  const now = await readProfile(live.db, live.identity.account)
  const { version: after, hiddenUntil } = at
  return { key, profile: now.profile, status: now.status, hiddenUntil, after, version: after }
}

async function ownKeyIn(live: Live, { ownKey, version }: AtServer): Promise<Uint8Array | undefined> {
  const bytes = ownKey === undefined ? undefined : base64urlToBytes(ownKey)
  if (bytes === undefined) return undefined
  const { account, rootKey } = live.identity
  const opened = await openProfileKey({ account, rootKey, version }, bytes)
  return opened.ok ? opened.value : undefined
}

type Part = { readonly version: number; readonly bytes: Uint8Array }

async function ownPart(
  live: Live,
  part: ProfilePart,
  { at, key }: { readonly at: AtServer; readonly key: Uint8Array | undefined },
): Promise<Part | 'unreadable' | undefined> {
  const version = part === 'profile' ? at.profileVersion : at.statusVersion
  const bytes = base64urlToBytes(at[part] ?? '')
  if (version === 0) return undefined
  if (bytes === undefined || key === undefined) return 'unreadable'
  const { account, accountKey } = live.identity
  const opened = await openProfilePart({ account, part, version }, { bytes, key, accountKey })
  const read = opened.ok && (part === 'profile' ? decodeProfile(opened.value) : decodeStatus(opened.value)).ok
  return opened.ok && read ? { version, bytes: opened.value } : 'unreadable'
}

type Stored = Pick<KnownProfile, 'whole' | 'hiddenUntil'> & {
  readonly key: Uint8Array
  readonly profile: Part | undefined
  readonly status: Part | undefined
}

async function store(live: Live, known: KnownProfile, stored: Stored): Promise<void> {
  const { account } = live.identity
  const { key, profile, status, whole, hiddenUntil } = stored
  const parts = { ...(profile === undefined ? {} : { profile }), ...(status === undefined ? {} : { status }) }
  await live.db.write([
    writeOpened(account, { key, before: known.key, ...parts }),
    writeWhole(account, { whole, hiddenUntil, rotate: known.rotate }),
  ])
  live.profiles().changed(account)
}

/** What `change` makes of what stands, at the server and here, undefined for nothing; `version_conflict` only when others never let go. */
export async function changeOwn(
  live: Live,
  change: (copy: OwnCopy) => OwnChange | undefined,
): Promise<Outcome<null>> {
  for (let attempt = 1; ; attempt++) {
    const read = await readOwn(live)
    if (!read.ok) return read
    const changed = change(read.value)
    if (changed === undefined) return { ok: true, value: null }
    const written = await writeChange(live, read.value, changed)
    if (written.ok || written.error.code !== 'version_conflict' || attempt >= mostTries) return written
  }
}

async function writeChange(live: Live, copy: OwnCopy, change: OwnChange): Promise<Outcome<null>> {
  const { account, rootKey } = live.identity
  const version = Math.max(copy.version, copy.after) + 1
  const profile = change.profile ?? copy.profile
  const status = change.status ?? copy.status
  // what the server was told everybody may know it knows for good
  const isClosed = copy.profile.audience === 'everyone' && profile.audience === 'people'
  const fresh = copy.key === undefined || change.newKey === true || isClosed ? newProfileKey() : undefined
  const key = fresh ?? copy.key ?? newProfileKey()
  const accountKey = accountSigningKey(rootKey)
  const bodies = {
    ...(fresh !== undefined || change.profile !== undefined ? { profile: encodeProfile(profile) } : {}),
    ...(fresh !== undefined || change.status !== undefined ? { status: encodeStatus(status) } : {}),
  }
  const seal = async (part: ProfilePart) => {
    const body = bodies[part]
    if (body === undefined) return {}
    const sealed = await sealProfilePart({ account, part, version }, { body, key, accountKey })
    return { [part]: bytesToBase64url(sealed) }
  }
  const hiddenUntil = change.hiddenUntil ?? copy.hiddenUntil
  const told = await live.rest.tell({
    method: 'PUT',
    path: routes.ownProfile,
    json: {
      ...{ after: copy.after, version, hiddenUntil },
      ownKey: bytesToBase64url(await sealProfileKey({ account, rootKey, version }, key)),
      ...(profile.audience === 'everyone' ? { openKey: bytesToBase64url(key) } : {}),
      ...(await seal('profile')),
      ...(await seal('status')),
    },
  })
  if (!told.ok) return told
  await live.db.write([
    writeOpened(account, {
      ...{ key, before: copy.key },
      ...(bodies.profile === undefined ? {} : { profile: { version, bytes: bodies.profile } }),
      ...(bodies.status === undefined ? {} : { status: { version, bytes: bodies.status } }),
    }),
    writeWhole(account, { whole: version, hiddenUntil, rotate: false }),
    ...(fresh === undefined ? [] : oweEverywhere()),
    ...(bodies.profile === undefined ? [] : keepAcross(live, { account, key, version })),
  ])
  live.profiles().changed(account)
  if (fresh !== undefined) await live.profiles().tellOwed()
  void live.synced().tell()
  return told
}
