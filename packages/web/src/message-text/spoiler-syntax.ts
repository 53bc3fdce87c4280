// ||hidden|| in a message, as a plugin of the Markdown renderer: what stands between two pairs of bars becomes a spoiler.
// As with emphasis, the first pair touches what follows it, the second what comes before it; "a || b" stays as it is.

/** As much of an mdast node as is needed here. */
type Node = {
  type: string
  value?: string
  children?: Node[]
  position?: { start: { offset?: number }; end: { offset?: number } }
  data?: { hName: string; hProperties: { className: string[] } }
}

const bars = '||'
const marker: Node = { type: 'text', value: bars }

/** The name that the renderer gives to a spoiler, as the only class that any `span` has. */
export const spoilerClass = 'spoiler'

export function remarkSpoilers() {
  return (tree: unknown, file: { toString(): string }) => {
    const source = file.toString()
    if (source.includes(bars)) conceal(tree as Node, source)
  }
}

function conceal(node: Node, source: string): void {
  if (node.children === undefined) return
  for (const child of node.children) conceal(child, source)
  if (node.children.some(holdsBars))
    node.children = paired(node.children.flatMap((one) => split(one, source)))
}

const holdsBars = ({ type, value }: Node) => type === 'text' && value?.includes(bars) === true

/** A text, cut at its bars. One in which a bar was escaped has none. */
function split(node: Node, source: string): Node[] {
  if (!holdsBars(node) || node.value === undefined) return [node]
  const written = source.slice(node.position?.start.offset, node.position?.end.offset)
  if (written.includes('\\|')) return [node]
  return node.value
    .split(bars)
    .flatMap((value, at) => (at === 0 ? [{ type: 'text', value }] : [marker, { type: 'text', value }]))
    .filter(({ value }) => value !== '')
}

function paired(pieces: readonly Node[]): Node[] {
  const done: Node[] = []
  for (let at = 0; at < pieces.length; at++) {
    const end = pieces[at] === marker ? endOf(pieces, at) : -1
    if (end === -1) done.push(...pieces.slice(at, at + 1))
    else {
      done.push(spoiler(pieces.slice(at + 1, end)))
      at = end
    }
  }
  return done
}

/** Where the spoiler that could begin at `from` ends; -1 if none does. */
function endOf(pieces: readonly Node[], from: number): number {
  if (!touches(pieces[from + 1], /^\S/)) return -1
  return pieces.findIndex((piece, at) => at > from + 1 && piece === marker && touches(pieces[at - 1], /\S$/))
}

function touches(piece: Node | undefined, edge: RegExp): boolean {
  if (piece === undefined || piece === marker) return false
  return piece.type === 'text' ? edge.test(piece.value ?? '') : piece.type !== 'break'
}

const spoiler = (children: Node[]): Node => ({
  type: 'spoiler',
  children,
  data: { hName: 'span', hProperties: { className: [spoilerClass] } },
})
