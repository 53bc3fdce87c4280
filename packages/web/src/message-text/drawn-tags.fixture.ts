// HTML as the renderer writes it, read by its tags: `<` stands in it for nothing else.

export type Tag = {
  readonly closes: boolean
  readonly name: string
  readonly attributes: ReadonlyMap<string, string>
}

const tagOrText = /<(\/?)([a-z][a-z0-9]*)((?:\s+[a-zA-Z-]+(?:="[^"]*")?)*)\s*\/?>|[^<]+|</g

/** Tags and texts, in their order. Throws at a `<` that begins no tag. */
export function tagsAndTexts(html: string): (Tag | string)[] {
  return Array.from(html.matchAll(tagOrText), ([whole, slash, name, attributes = '']) => {
    if (name !== undefined) return { closes: slash === '/', name, attributes: attributesOf(attributes) }
    if (whole === '<') throw new Error(`not a tag in ${html}`)
    return whole
  })
}

const attributesOf = (written: string): ReadonlyMap<string, string> =>
  new Map(
    Array.from(written.matchAll(/([a-zA-Z-]+)(?:="([^"]*)")?/g), ([, name = '', value = '']) => [
      name,
      value,
    ]),
  )
