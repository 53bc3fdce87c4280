// Circles of imports, within packages and across them; an import of a type counts like any other.

import type { House } from './house.ts'
import type { Complaint } from './import-rules.ts'

/** One complaint for each set of files that reach each other (Tarjan's strongly connected components). */
export function checkCycles(house: House): Complaint[] {
  const edges = new Map(
    house.modules.map((module) => [
      module.file,
      module.imports.flatMap((one) => (one.target === undefined ? [] : [one.target])),
    ]),
  )
  return components(edges)
    .filter((files) => files.length > 1 || edges.get(files[0] ?? '')?.includes(files[0] ?? '') === true)
    .map((files) => {
      const sorted = [...files].sort()
      return { rule: 'cycle', at: sorted[0] ?? '', what: `imports in a circle: ${sorted.join(', ')}` }
    })
}

type Edges = ReadonlyMap<string, readonly string[]>

function components(edges: Edges): string[][] {
  const index = new Map<string, number>()
  const low = new Map<string, number>()
  const stack: string[] = []
  const found: string[][] = []

  const visit = (file: string): void => {
    index.set(file, index.size)
    low.set(file, index.get(file) ?? 0)
    stack.push(file)
    for (const next of edges.get(file) ?? []) {
      if (!index.has(next)) visit(next)
      if (stack.includes(next)) low.set(file, Math.min(low.get(file) ?? 0, low.get(next) ?? 0))
    }
    if (low.get(file) === index.get(file)) found.push(stack.splice(stack.indexOf(file)))
  }

  for (const file of edges.keys()) if (!index.has(file)) visit(file)
  return found
}
