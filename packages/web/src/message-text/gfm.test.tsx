import { renderToStaticMarkup } from 'react-dom/server'
import { describe, expect, it } from 'vitest'
import spec from '../../../../spec/vectors/gfm/spec.txt?raw'
import { type Tag, tagsAndTexts } from './drawn-tags.fixture.ts'
import Markdown, { safeLink } from './markdown.tsx'

type Example = {
  readonly number: number
  readonly section: string
  readonly text: string
  readonly html: string
}

const examples = examplesOf(spec)

/** The page shows them without the extension that makes links of addresses; messages always have it. */
const withoutAutolinks = [610, 614, 616, 619, 620]

function examplesOf(spec: string): Example[] {
  const fence = '`'.repeat(32)
  const heading = '^#{1,6} +(?<section>.*)$'
  const example = `^${fence} example[^\\n]*\\n(?<text>[^]*?)^\\.\\n(?<html>[^]*?)^${fence}$`
  const found: Example[] = []
  let section = ''
  for (const { groups = {} } of spec.matchAll(new RegExp(`${heading}|${example}`, 'gm'))) {
    const { text, html } = groups
    if (text === undefined || html === undefined) section = groups.section ?? ''
    else found.push({ number: found.length + 1, section, text: tabs(text), html: tabs(html) })
  }
  return found
}

function tabs(shown: string): string {
  return shown.replaceAll('→', '\t')
}

/** Messages show raw HTML as it was written. */
const hasRawHtml = ({ text, html }: Example) =>
  /<[!?]/.test(html) || Array.from(html.matchAll(/<\/?[a-z]+/gi)).some(([tag]) => text.includes(tag))

/**
 * What both say alike: headings are paragraphs, pictures are named, tasks lose their boxes, links that lead elsewhere
 * than to the web and mail are their words; white space between tags and all other attributes say nothing.
 */
function shape(html: string): string {
  const open: string[] = []
  const parts = tagsAndTexts(html.replace(/<(svg|button).*?<\/\1>/gs, '')).map((one) => {
    if (typeof one === 'string') return one
    if (one.name === 'img') return pictureOf(one)
    const said = one.closes ? '' : saidOf(one)
    if (!one.closes && !['br', 'hr', 'input'].includes(one.name)) open.push(said)
    const opened = one.closes ? (open.pop() ?? '') : said
    return one.closes ? opened.replace(/^<(\w+).*/, '</$1>') : said
  })
  return decoded(parts.join(''))
    .replace(/\s*(<[^>]*>)\s*/g, '$1')
    .replace(/\s+/g, ' ')
    .trim()
}

function saidOf({ name, attributes }: Tag): string {
  if (name === 'a') return linkTo(attributes.get('href') ?? '')
  if (['div', 'span', 'input'].includes(name)) return ''
  return `<${/^h\d$/.test(name) ? 'p' : name}>`
}

const linkTo = (href: string) => (safeLink(href) === '' ? '' : `<a ${href}>`)

function pictureOf({ attributes }: Tag): string {
  const link = linkTo(attributes.get('src') ?? '')
  const words = `Picture: ${attributes.get('alt') || '…'}`
  return link === '' ? words : `${link}${words}</a>`
}

const decoded = (text: string) => text.replaceAll('&quot;', '"').replaceAll('&#x27;', "'")

const draw = (text: string) => renderToStaticMarkup(<Markdown text={text} />)

describe('[CT-5] the examples of GitHub Flavored Markdown', () => {
  it('are all there', () => {
    expect(examples).toHaveLength(673)
    expect(examples.filter(hasRawHtml).length).toBeLessThan(100)
  })

  it.each([...new Set(examples.map(({ section }) => section))])('%s', (section) => {
    const compared = examples.filter(
      (one) => one.section === section && !hasRawHtml(one) && !withoutAutolinks.includes(one.number),
    )
    expect(compared.map((one) => ({ ...one, html: shape(draw(one.text)) }))).toEqual(
      compared.map((one) => ({ ...one, html: shape(one.html) })),
    )
  })
})
