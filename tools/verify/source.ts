// What one source file says of itself: what it imports, and how long its functions are. Parsed for real,
// so that an import in a string or a comment is none, and one in a type is one.

import { parseSync, visitorKeys } from 'oxc-parser'

export type Import = { readonly specifier: string; readonly line: number; readonly star: boolean }
export type SizedFunction = {
  readonly name: string
  readonly line: number
  readonly lines: number
  readonly parameters: number
}
export type Source = {
  readonly imports: readonly Import[]
  /** Nothing but `export … from`: a barrel. */
  readonly onlyReexports: boolean
  readonly functions: readonly SizedFunction[]
  readonly lines: number
}

type Node = { readonly type: string; readonly start: number; readonly end: number }

/** Throws on text that does not parse. */
export function readSource(file: string, text: string): Source {
  const { program, errors } = parseSync(file, text)
  const [error] = errors
  if (error !== undefined) throw new SyntaxError(`${file}: ${error.message}`)
  const lineAt = lineFinder(text)
  const imports: Import[] = []
  const functions: SizedFunction[] = []
  walk(program, undefined, (node, parent) => {
    const found = importOf(node)
    if (found !== undefined) imports.push({ ...found, line: lineAt(node.start) })
    if (isFunction(node)) functions.push(sizeOf(node, parent, lineAt))
  })
  const body: readonly Node[] = program.body
  return {
    imports,
    onlyReexports: body.length > 0 && body.every(isReexport),
    functions,
    lines: text.split('\n').length - (text.endsWith('\n') ? 1 : 0),
  }
}

function walk(node: Node, parent: Node | undefined, visit: (node: Node, parent?: Node) => void): void {
  visit(node, parent)
  for (const key of visitorKeys[node.type] ?? []) {
    const child = get(node, key)
    for (const one of Array.isArray(child) ? child : [child]) if (isNode(one)) walk(one, node, visit)
  }
}

const importing = new Set([
  'ImportDeclaration',
  'ExportNamedDeclaration',
  'ExportAllDeclaration',
  'ImportExpression',
  'TSImportType',
])

function importOf(node: Node): Omit<Import, 'line'> | undefined {
  if (!importing.has(node.type)) return undefined
  const source = get(node, 'source')
  const specifier = isNode(source) ? get(source, 'value') : undefined
  if (typeof specifier !== 'string') return undefined
  return { specifier, star: node.type === 'ExportAllDeclaration' && get(node, 'exported') === null }
}

function isReexport(node: Node): boolean {
  return (
    node.type === 'ExportAllDeclaration' ||
    (node.type === 'ExportNamedDeclaration' && isNode(get(node, 'source')))
  )
}

function isFunction(node: Node): boolean {
  return (
    node.type === 'FunctionDeclaration' ||
    node.type === 'FunctionExpression' ||
    node.type === 'ArrowFunctionExpression'
  )
}

function sizeOf(node: Node, parent: Node | undefined, lineAt: (offset: number) => number): SizedFunction {
  const line = lineAt(node.start)
  const parameters = get(node, 'params')
  return {
    name: nameOf(node) ?? (parent === undefined ? undefined : nameOf(parent)) ?? '(anonymous)',
    line,
    lines: lineAt(node.end) - line + 1,
    parameters: Array.isArray(parameters) ? parameters.length : 0,
  }
}

function nameOf(node: Node): string | undefined {
  const named = get(node, 'id') ?? get(node, 'key')
  const name = isNode(named) ? get(named, 'name') : undefined
  return typeof name === 'string' ? name : undefined
}

function get(node: Node, key: string): unknown {
  return Reflect.get(node, key)
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'
}

function lineFinder(text: string): (offset: number) => number {
  const starts = [0]
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) starts.push(at + 1)
  return (offset) => {
    let low = 0
    let high = starts.length
    while (high - low > 1) {
      const middle = (low + high) >> 1
      if ((starts[middle] ?? 0) <= offset) low = middle
      else high = middle
    }
    return low + 1
  }
}
