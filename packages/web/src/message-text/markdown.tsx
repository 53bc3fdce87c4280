// Markdown (GFM, and spoilers) of a message, drawn safely: no raw HTML, no picture from anywhere, links only to the
// web and mail, opened apart and without telling where they came from.

import { Square, SquareCheck } from 'lucide-react'
import type { ComponentProps } from 'react'
import { useTranslation } from 'react-i18next'
import ReactMarkdown, { type Components } from 'react-markdown'
import remarkGfm from 'remark-gfm'
import { CodeBlock } from './code-block.tsx'
import { Mention } from './mention.tsx'
import { namedBy, remarkMentions } from './mention-syntax.ts'
import { Spoiler } from './spoiler.tsx'
import { remarkSpoilers } from './spoiler-syntax.ts'

const allowed = /^(?:https?:\/\/|mailto:)/i

/** The address if it may be followed, else nothing. */
export function safeLink(url: string): string {
  return allowed.test(url) ? url : ''
}

function MessageLink({ href, children }: ComponentProps<'a'>) {
  if (href === undefined || href === '') return <span>{children}</span>
  const named = namedBy(href)
  if (named !== undefined) return <Mention of={named} />
  return (
    <a href={href} target="_blank" rel="noopener noreferrer nofollow">
      {children}
    </a>
  )
}

function LeftOutImage({ alt, src }: ComponentProps<'img'>) {
  const { t } = useTranslation()
  const words = t('timeline.imageLeftOut', { alt: alt === undefined || alt === '' ? '…' : alt })
  return <MessageLink href={typeof src === 'string' ? safeLink(src) : undefined}>{words}</MessageLink>
}

/** A heading inside a message is no heading of the page. */
function Heading({ children }: ComponentProps<'p'>) {
  return <p className="prose-heading">{children}</p>
}

function Task({ checked }: ComponentProps<'input'>) {
  const { t } = useTranslation()
  const Icon = checked === true ? SquareCheck : Square
  return (
    <span role="img" aria-label={checked === true ? t('timeline.taskDone') : t('timeline.taskOpen')}>
      <Icon aria-hidden="true" className="me-1.5 inline size-4 align-[-0.2em]" />
    </span>
  )
}

type Drawn = NonNullable<ComponentProps<NonNullable<Exclude<Components['pre'], string>>>['node']>

/** A block of code holds nothing but its text, in one element that names its language. */
function codeIn(block: Drawn | undefined): ComponentProps<typeof CodeBlock> {
  const inner = block?.children[0]
  if (inner?.type !== 'element') return { code: '', language: undefined }
  const text = inner.children[0]
  const [name] = Array.isArray(inner.properties.className) ? inner.properties.className : []
  return {
    code: text?.type === 'text' ? text.value.replace(/\n$/, '') : '',
    language: typeof name === 'string' ? name.replace(/^language-/, '').toLowerCase() : undefined,
  }
}

const components: Components = {
  pre: ({ node }) => <CodeBlock {...codeIn(node)} />,
  // No other part of Markdown makes a span.
  span: ({ children }) => <Spoiler>{children}</Spoiler>,
  a: ({ href, children }) => <MessageLink {...(href === undefined ? {} : { href })}>{children}</MessageLink>,
  img: ({ alt, src }) => (
    <LeftOutImage {...(alt === undefined ? {} : { alt })} {...(src === undefined ? {} : { src })} />
  ),
  input: ({ checked }) => <Task checked={checked === true} />,
  h1: ({ children }) => <Heading>{children}</Heading>,
  h2: ({ children }) => <Heading>{children}</Heading>,
  h3: ({ children }) => <Heading>{children}</Heading>,
  h4: ({ children }) => <Heading>{children}</Heading>,
  h5: ({ children }) => <Heading>{children}</Heading>,
  h6: ({ children }) => <Heading>{children}</Heading>,
}

const plugins = [remarkGfm, remarkSpoilers, remarkMentions]

/** Of pictures too, which are drawn by `LeftOutImage` alone. */
const allowedUrl = (url: string) => (namedBy(url) === undefined ? safeLink(url) : url)

export default function Markdown({ text }: { readonly text: string }) {
  return (
    <ReactMarkdown remarkPlugins={plugins} urlTransform={allowedUrl} components={components} skipHtml={false}>
      {text}
    </ReactMarkdown>
  )
}
