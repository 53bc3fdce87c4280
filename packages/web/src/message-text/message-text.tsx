// A message's text: as it is when it can't be Markdown or would overwhelm the renderer, else rendered by a
// part that is loaded apart. Whatever happens while rendering, the words are shown.

import clsx from 'clsx'
import { Component, lazy, type ReactNode, Suspense } from 'react'
import { looksPlain } from '../text/plain-preview.ts'
import { Fold, isLong } from './fold.tsx'
import { loadMarkdown } from './load-markdown.ts'
import { isTame } from './tame.ts'

const Markdown = lazy(loadMarkdown)

export function MessageText({ text }: { readonly text: string }) {
  const body = (
    <div dir="auto" className={clsx('prose-message', onlyEmoji.test(text) && 'text-2xl')}>
      <Body text={text} />
    </div>
  )
  return isLong(text) ? <Fold>{body}</Fold> : body
}

const onlyEmoji = /^\s*(?:\p{RGI_Emoji}\s*){1,3}$/v

function Body({ text }: { readonly text: string }) {
  const plain = <p>{text}</p>
  if (looksPlain(text) || !isTame(text)) return plain
  return (
    <ElseShow plain={plain} key={text}>
      <Suspense fallback={plain}>
        <Markdown text={text} />
      </Suspense>
    </ElseShow>
  )
}

type Shown = { readonly plain: ReactNode; readonly children: ReactNode }

/** One message that can't be drawn must not take the conversation with it. */
class ElseShow extends Component<Shown, { readonly failed: boolean }> {
  override state = { failed: false }

  static getDerivedStateFromError() {
    return { failed: true }
  }

  override render() {
    return this.state.failed ? this.props.plain : this.props.children
  }
}
