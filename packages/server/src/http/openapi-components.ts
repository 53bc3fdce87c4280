// Gives the shapes in the description of the interface the names they have in `@sotto/wire`, so that each
// is written once and a generated client gets named types. A shape is marked in a route's schema before
// the description is made, and the mark becomes a reference after it.

import { schemas } from '@sotto/wire'

const mark = 'x-sotto-shape'
const names = new Map<unknown, string>(Object.entries(schemas).map(([name, schema]) => [schema, name]))

/** A route's schema with a mark in the place of every named shape. */
export function markShapes<T>(schema: T): T {
  return walk(schema, (node) => {
    const name = names.get(node)
    return name === undefined ? undefined : { type: 'object', [mark]: name }
  }) as T
}

/** The description with references in the place of the marks, and the shapes they mean. */
export function nameShapes<T extends object>(document: T & { components?: object }): T {
  const used = new Set<string>()
  const named = walk(document, (node) => {
    const name = typeof node === 'object' && node !== null && mark in node ? String(node[mark]) : undefined
    if (name === undefined) return undefined
    used.add(name)
    return { $ref: `#/components/schemas/${name}` }
  }) as T
  const shapes = Object.entries(schemas).filter(([name]) => used.has(name))
  const components = {
    ...document.components,
    schemas: JSON.parse(JSON.stringify(Object.fromEntries(shapes))),
  }
  return { ...named, components }
}

/** A copy in which `replace` has had its say at every node. */
function walk(value: unknown, replace: (node: unknown) => unknown): unknown {
  const replaced = replace(value)
  if (replaced !== undefined) return replaced
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((one) => walk(one, replace))
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, walk(one, replace)]))
}
