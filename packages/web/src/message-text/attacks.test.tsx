import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import corpus from '../../../../spec/vectors/xss/payloads.txt?raw'
import { tagsAndTexts } from './drawn-tags.fixture.ts'
import Markdown from './markdown.tsx'

const payloads = corpus.split('\n').filter((line) => line.trim() !== '')

/** One of each kind: of those that differ in their words alone the first. */
const kinds = [
  ...new Map(payloads.toReversed().map((one) => [one.replace(/[a-z0-9]+/gi, 'a'), one])).values(),
]

/** Everything that a message can become on the page, and all that may stand in it. */
const elements: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(
    'em strong del code blockquote hr br table thead tbody tr section sup'
      .split(' ')
      .map((name) => [name, []]),
  ),
  p: ['class'],
  ul: ['class'],
  ol: ['start', 'class'],
  li: ['class', 'id'],
  th: ['style'],
  td: ['style'],
  pre: ['tabindex'],
  div: ['class'],
  span: ['class', 'inert', 'role', 'aria-label'],
  a: ['href', 'target', 'rel'],
  button: ['type', 'aria-label', 'class'],
}

function strangersIn(html: string): string[] {
  return tagsAndTexts(html.replace(/<svg .*?<\/svg>/gs, '')).flatMap((one) => {
    if (typeof one === 'string') return []
    const allowed = elements[one.name]
    if (allowed === undefined) return [one.name]
    const href = one.attributes.get('href')
    if (href !== undefined && !/^(https?|mailto):/i.test(href)) return [`a to ${href}`]
    return [...one.attributes.keys()]
      .filter((name) => !allowed.includes(name))
      .map((name) => `${one.name} ${name}`)
  })
}

/** Many texts make one message: an empty line begins anew. */
function strangersAmong(texts: readonly string[]): string[] {
  const messages = Array.from({ length: Math.ceil(texts.length / 25) }, (_, at) =>
    texts.slice(at * 25, at * 25 + 25).join('\n\n'),
  )
  return messages.flatMap((text) => strangersIn(renderToStaticMarkup(<Markdown text={text} />)))
}

describe('[CT-5] a stranger’s text runs nothing', () => {
  it('has some thousands of attacks to try, of some hundred kinds', () => {
    expect(payloads.length).toBeGreaterThan(6000)
    expect(kinds.length).toBeGreaterThan(500)
  })

  it('as it is', () => {
    expect(strangersAmong(payloads)).toEqual([])
  })

  it.each<[string, (payload: string) => string]>([
    ['as the place of a link', (payload) => `[x](${payload})`],
    ['as the place of a link in brackets, of a picture', (payload) => `[x](<${payload}>) ![x](${payload})`],
    ['as an address', (payload) => `<${payload}>`],
    ['as a title', (payload) => `[x](https://a.example "${payload}")`],
    ['as the language of code', (payload) => `\`\`\`${payload}\n${payload}\n\`\`\``],
    ['in a table, concealed', (payload) => `| a |\n|---|\n| ${payload} |\n\n||${payload}||`],
  ])('%s', (_, written) => {
    expect(strangersAmong(kinds.map(written))).toEqual([])
  })
})
