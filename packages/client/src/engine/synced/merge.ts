// What comes of one thing of which this device has one state and another device has told another. Nothing that somebody
// wrote or saw is lost by it: of two drafts that were written without knowing of each other the second is set aside, and
// of two keys the other one is shown as a changed one (spec/synced.md SY-3, SY-4, SY-9).

import { compareEntries, type Entry, isSame, judgementOf, sameBytes } from './entry.ts'

/** How far this device's state has come: not sent, perhaps at the server, at the server. */
export const told = { no: 0, maybe: 1, yes: 2 } as const

export type OwnEntry = Entry & { readonly told: number }

export type Merged = {
  /** What stands here now. */
  readonly stands: 'own' | 'found' | Entry
  /** The text of a draft that gives way and is to be kept. */
  readonly aside?: string
  /** A key of this account that differs from the one that stands, and that nobody has decided about. */
  readonly offered?: Uint8Array
}

/** `stamp`: above every one that is known. */
export function merge(own: OwnEntry | undefined, found: Entry, stamp: number): Merged {
  if (own === undefined) return { stands: 'found' }
  if (isSame(own, found)) return { stands: 'found' }
  if (own.kind === 'draft') return mergeDrafts(own, found, stamp)
  const stands = isNewcomer(own, found) || compareEntries(own, found) < 0 ? 'found' : 'own'
  if (own.kind !== 'key') return { stands }
  const other = otherKey(own, found, stands)
  return other === undefined ? { stands } : { stands, offered: other }
}

/** Of keys that nobody has decided about the one that the account knew before this device told of its own. */
function isNewcomer(own: OwnEntry, found: Entry): boolean {
  if (own.kind !== 'key' || own.told === told.yes) return false
  return !judgementOf(own.value).decided && !judgementOf(found.value).decided
}

function mergeDrafts(own: OwnEntry, found: Entry, stamp: number): Merged {
  const later = compareEntries(own, found) > 0 ? 'own' : 'found'
  const isKnown = own.told === told.yes || found.stamp === own.base || found.base === own.stamp
  const [mine, theirs] = [String(own.value).trim(), String(found.value).trim()]
  if (isKnown || mine === theirs) return { stands: later }
  // emptying a draft takes away what was known of it, and nothing that was written meanwhile
  if (mine === '') return { stands: 'found' }
  if (theirs === '') return { stands: later === 'own' ? 'own' : { ...own, stamp, base: found.stamp } }
  const [stays, gives] = later === 'own' ? [mine, theirs] : [theirs, mine]
  return stays.includes(gives) ? { stands: later } : { stands: later, aside: gives }
}

/** The key that gives way, unless whoever decided on the other knew of it. */
function otherKey(own: OwnEntry, found: Entry, stands: 'own' | 'found'): Uint8Array | undefined {
  const [mine, theirs] = [judgementOf(own.value), judgementOf(found.value)]
  if (sameBytes(mine.key, theirs.key)) return undefined
  if (stands === 'own')
    return mine.decided && found.stamp <= own.base ? undefined : undeclined(theirs.key, mine)
  return theirs.decided && own.told === told.yes ? undefined : undeclined(mine.key, theirs)
}

function undeclined(
  key: Uint8Array,
  { declined }: { readonly declined: Uint8Array | undefined },
): Uint8Array | undefined {
  return declined !== undefined && sameBytes(declined, key) ? undefined : key
}
