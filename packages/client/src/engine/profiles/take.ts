// What the server gives of somebody's profile: opened with the key that was told, checked against the account's key, and
// stored. What is older than what was seen or told, or not the account's, is named and not taken (spec/profiles.md PR-5).

import { openProfilePart, type ProfilePart } from '@sotto/crypto'
import { type AccountName, base64urlToBytes, decodeProfile, decodeStatus, type Schemas } from '@sotto/wire'
import type { Live } from '../live.ts'
import { type KnownProfile, writeOpened, writeTried } from './memory.ts'

export type Given = Schemas['Profiles']['profiles'][number]
export type Trouble = 'old' | 'forged'

export type Taken = {
  readonly trouble: Trouble | undefined
  /** Whether anything new stands in the store. */
  readonly isNew: boolean
}

type Part = { readonly version: number; readonly bytes: Uint8Array }
type Opening = { readonly key: Uint8Array; readonly accountKey: Uint8Array }

/** `accountKey`: the one gone by, or proven for somebody who was never met. */
export async function takeProfile(
  live: Live,
  known: KnownProfile,
  { given, accountKey }: { readonly given: Given; readonly accountKey: Uint8Array },
): Promise<Taken> {
  const seen = Math.max(known.version, known.least)
  const isOld =
    (given.profileVersion > 0 && given.profileVersion < seen) ||
    (given.statusVersion > 0 && given.statusVersion < known.statusVersion)
  if (isOld) return { trouble: 'old', isNew: false }
  const parts = {
    profile: partOf(given.profileVersion, given.profile),
    status: partOf(given.statusVersion, given.status),
  }
  if (parts.profile === undefined && parts.status === undefined) return nothing
  const openKey = given.openKey === undefined ? undefined : base64urlToBytes(given.openKey)
  const keys = [known.key, openKey].filter((key) => key !== undefined)
  let isForged = false
  for (const key of keys) {
    const opening = { key, accountKey }
    const profile = await open(known.account, 'profile', { part: parts.profile, opening })
    const status = await open(known.account, 'status', { part: parts.status, opening })
    isForged ||= profile === 'forged' || status === 'forged'
    const opened = { key, before: known.key, ...whole('profile', profile), ...whole('status', status) }
    if (opened.profile === undefined && opened.status === undefined) continue
    await live.db.write([writeOpened(known.account, opened)])
    return { trouble: isForged ? 'forged' : undefined, isNew: true }
  }
  if (keys.length > 0) await live.db.write([writeTried(known, given.profileVersion)])
  return { trouble: isForged ? 'forged' : undefined, isNew: false }
}

const nothing: Taken = { trouble: undefined, isNew: false }

function partOf(version: number, text: string | undefined): Part | undefined {
  const bytes = text === undefined ? undefined : base64urlToBytes(text)
  return bytes === undefined || version === 0 ? undefined : { version, bytes }
}

function whole<K extends ProfilePart>(
  part: K,
  opened: Part | 'forged' | undefined,
): { readonly [P in K]?: Part } {
  return (opened === undefined || opened === 'forged' ? {} : { [part]: opened }) as {
    readonly [P in K]?: Part
  }
}

/** The bytes inside the seals, once they have shown that the account wrote them, and are within bounds. */
async function open(
  account: AccountName,
  part: ProfilePart,
  { part: sealed, opening }: { readonly part: Part | undefined; readonly opening: Opening },
): Promise<Part | 'forged' | undefined> {
  if (sealed === undefined) return undefined
  const { version, bytes } = sealed
  const opened = await openProfilePart({ account, part, version }, { bytes, ...opening })
  if (!opened.ok) return opened.error.code === 'bad_signature' ? 'forged' : undefined
  const read = part === 'profile' ? decodeProfile(opened.value) : decodeStatus(opened.value)
  return read.ok ? { version, bytes: opened.value } : 'forged'
}
