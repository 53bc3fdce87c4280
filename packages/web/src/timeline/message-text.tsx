// A message's text: as it is when it can't be Markdown or would overwhelm the renderer, else rendered by a
// part that is loaded apart. Whatever happens while rendering, the words are shown.

import { Component, lazy, type ReactNode, Suspense } from 'react'
import { looksPlain } from '../text/plain-preview.ts'
import { isTame } from '../text/tame.ts'

const load = () => import('./markdown.tsx')
const Markdown = lazy(load)

/** Fetches the renderer while nobody waits for it. */
export const preloadMarkdown = (): void => void load()

export function MessageText({ text }: { readonly text: string }) {
  const plain = <p>{text}</p>
  if (looksPlain(text) || !isTame(text)) return <div className="prose-message">{plain}</div>
  return (
    <div className="prose-message">
      <ElseShow plain={plain} key={text}>
        <Suspense fallback={plain}>
          <Markdown text={text} />
        </Suspense>
      </ElseShow>
    </div>
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
