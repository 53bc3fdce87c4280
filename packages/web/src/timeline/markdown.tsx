// Markdown (GFM) of a message, drawn safely: no raw HTML, no picture from anywhere, links only to the
// web and mail, opened apart and without telling where they came from.

import { Square, SquareCheck } from 'lucide-react'
import type { ComponentProps } from 'react'
import { useTranslation } from 'react-i18next'
import ReactMarkdown, { type Components } from 'react-markdown'
import remarkGfm from 'remark-gfm'

const allowed = /^(?:https?:\/\/|mailto:)/i

/** The address if it may be followed, else nothing. */
export function safeLink(url: string): string {
  return allowed.test(url) ? url : ''
}

function MessageLink({ href, children }: ComponentProps<'a'>) {
  if (href === undefined || href === '') return <span>{children}</span>
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

const components: Components = {
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

const plugins = [remarkGfm]

export default function Markdown({ text }: { readonly text: string }) {
  return (
    <ReactMarkdown remarkPlugins={plugins} urlTransform={safeLink} components={components} skipHtml={false}>
      {text}
    </ReactMarkdown>
  )
}
