// Cases of a contract suite as plain data, so that the same ones run in Vitest and in a browser's page.

export type ContractCase = { readonly name: string; run(): Promise<void> }

/** Throws when it does not hold. */
export function demand(holds: boolean, what: string): asserts holds {
  if (!holds) throw new Error(what)
}

/** Throws unless both are the same data (bytes, arrays, plain objects, values). */
export function demandSame(found: unknown, wanted: unknown, what: string): void {
  const [a, b] = [shown(found), shown(wanted)]
  if (a !== b) throw new Error(`${what}: found ${a.slice(0, 300)}, wanted ${b.slice(0, 300)}`)
}

function shown(value: unknown): string {
  return (
    JSON.stringify(value, (_key, part: unknown) => {
      if (part instanceof Uint8Array) return `bytes:${Array.from(part).join()}`
      if (part === undefined) return 'undefined'
      return Object.is(part, -0) ? 0 : part
    }) ?? 'undefined'
  )
}
