// @name in a message, as a plugin of the Markdown renderer: what names somebody in plain text becomes a link like those that say so
// themselves (spec/content.md CT-27). Code holds no text of this kind, and what a link says is left as it is.

import { type AccountName, everyone, parseAccountName, parseConversationId, typedName } from '@sotto/wire'

/** As much of an mdast node as is needed here. */
type Node = { type: string; value?: string; url?: string; children?: Node[] }

export function remarkMentions() {
  return (tree: unknown, file: { toString(): string }) => {
    // what was escaped is no name; where that was is not known any more
    const source = file.toString()
    if (source.includes('@') && !source.includes('\\@')) link(tree as Node)
  }
}

function link(node: Node): void {
  if (node.children === undefined || node.type === 'link' || node.type === 'linkReference') return
  for (const child of node.children) link(child)
  node.children = node.children.flatMap((child) =>
    child.type === 'text' ? split(child.value ?? '') : [child],
  )
}

function split(text: string): Node[] {
  const pieces: Node[] = []
  let at = 0
  for (const match of text.matchAll(typedName)) {
    pieces.push({ type: 'text', value: text.slice(at, match.index) })
    const name = match[1]?.toLowerCase() ?? ''
    const url = name === everyone ? `sotto:${everyone}` : `sotto:user/${name}`
    pieces.push({ type: 'link', url, children: [{ type: 'text', value: match[0] }] })
    at = match.index + match[0].length
  }
  pieces.push({ type: 'text', value: text.slice(at) })
  return pieces.filter(({ type, value }) => type !== 'text' || value !== '')
}

/** Whom an address names; undefined for an address of another kind. */
export function namedBy(url: string): AccountName | typeof everyone | undefined {
  const [, kind, name] = /^sotto:(user|room)\/(.+)$/.exec(url) ?? []
  if (kind === 'user') return parseAccountName(name)
  return url === `sotto:${everyone}` || parseConversationId(name) !== undefined ? everyone : undefined
}
