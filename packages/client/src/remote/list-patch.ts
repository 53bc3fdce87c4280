// What changed in a list that is told again, alone or as the `items` of a snapshot: which elements go, and which come
// where. A list of a thousand rows of which one changed costs one row on the line, not a thousand.
// Always holds: an element is the same only when it is the very same object (or an equal text), so whoever
// makes the lists keeps the objects of rows that did not change.

/** Places in the list as it was, then elements at their places in the list as it is; both in rising order. */
export type ListPatch = {
  readonly gone: readonly number[]
  readonly come: readonly { readonly at: number; readonly element: unknown }[]
}

/** `rest`: of a snapshot that is more than a list, all but its items, as it is now. */
export type SnapshotPatch = { readonly items: ListPatch; readonly rest?: object | undefined }

/** Undefined when there is no list in both of them, or the whole is as short to say. */
export function patchOf(before: unknown, after: unknown): SnapshotPatch | undefined {
  const [was, is] = [listIn(before), listIn(after)]
  if (was === undefined || is === undefined) return undefined
  const items = patchBetween(was.items, is.items)
  return items === undefined ? undefined : { items, rest: is.rest }
}

/** Undefined when the patch does not fit the snapshot: it was made for another one. */
export function applied(before: unknown, { items, rest }: SnapshotPatch): unknown {
  const was = listIn(before)
  const list = was === undefined ? undefined : patched(was.items, items)
  return list === undefined || rest === undefined ? list : { ...rest, items: list }
}

type Parts = { readonly items: readonly unknown[]; readonly rest: object | undefined }

function listIn(snapshot: unknown): Parts | undefined {
  if (Array.isArray(snapshot)) return { items: snapshot, rest: undefined }
  if (typeof snapshot !== 'object' || snapshot === null || !('items' in snapshot)) return undefined
  const { items, ...rest } = snapshot
  return Array.isArray(items) ? { items, rest } : undefined
}

/** Undefined for everything that is no patch. */
export function parseSnapshotPatch(value: unknown): SnapshotPatch | undefined {
  if (typeof value !== 'object' || value === null || !('items' in value)) return undefined
  const items = parseListPatch(value.items)
  const rest = 'rest' in value ? value.rest : undefined
  if (items === undefined || rest === null || !['object', 'undefined'].includes(typeof rest)) return undefined
  return { items, rest: rest as object | undefined }
}

/** Undefined when the list as a whole is as short to say, or elements that stayed have changed places. */
export function patchBetween(before: readonly unknown[], after: readonly unknown[]): ListPatch | undefined {
  const places = new Map(before.map((element, at) => [element, at]))
  if (places.size !== before.length) return undefined
  const come: ListPatch['come'][number][] = []
  const staying = new Set<number>()
  let last = -1
  for (const [at, element] of after.entries()) {
    const place = places.get(element)
    if (place === undefined) come.push({ at, element })
    else if (place <= last) return undefined
    else {
      last = place
      staying.add(place)
    }
  }
  if (come.length * 2 > after.length) return undefined
  return { gone: [...before.keys()].filter((place) => !staying.has(place)), come }
}

/** Undefined when the patch does not fit the list: it was made for another one. */
export function patched(
  before: readonly unknown[],
  { gone, come }: ListPatch,
): readonly unknown[] | undefined {
  const leaving = new Set(gone)
  if (gone.some((place) => place >= before.length)) return undefined
  const staying = before.filter((_, place) => !leaving.has(place))
  const after: unknown[] = []
  let next = 0
  for (const { at, element } of come) {
    if (at < after.length || at - after.length > staying.length - next) return undefined
    while (after.length < at) after.push(staying[next++])
    after.push(element)
  }
  return [...after, ...staying.slice(next)]
}

/** Undefined for everything that is no patch. */
function parseListPatch(value: unknown): ListPatch | undefined {
  if (typeof value !== 'object' || value === null || !('gone' in value) || !('come' in value))
    return undefined
  const { gone, come } = value
  if (!Array.isArray(gone) || !Array.isArray(come)) return undefined
  const isFit = gone.every(isPlace) && come.every((one) => isPlace(one?.at) && 'element' in one)
  return isFit ? { gone, come } : undefined
}

function isPlace(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0
}
