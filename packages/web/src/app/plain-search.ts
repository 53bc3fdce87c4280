// The query of an address as names and texts, as others write and read it: nothing is taken for a number or JSON, so
// that what a program has put there goes back to it unchanged. A name that stands there twice has a list.

export function parsePlainSearch(text: string): Record<string, string | string[]> {
  const given = new URLSearchParams(text)
  const found: Record<string, string | string[]> = {}
  for (const name of new Set(given.keys())) {
    const [first = '', ...more] = given.getAll(name)
    found[name] = more.length === 0 ? first : [first, ...more]
  }
  return found
}

export function formatPlainSearch(search: Record<string, unknown>): string {
  const given = new URLSearchParams()
  for (const [name, value] of Object.entries(search)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== undefined) given.append(name, String(one))
    }
  }
  const text = given.toString()
  return text === '' ? '' : `?${text}`
}
