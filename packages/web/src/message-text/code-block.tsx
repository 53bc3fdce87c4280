// Code in a message: in its colours where the language is named and known, with a way to copy it.

import { Check, Copy } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCopy } from '../ui/use-copy.ts'
import type { CodePiece } from './highlighter.ts'

/** Beyond it code keeps one colour: some grammars take the square of the length. */
const mostCharsInColour = 4000

type Props = { readonly code: string; readonly language: string | undefined }

export function CodeBlock({ code, language }: Props) {
  const { t } = useTranslation()
  const { copied, copy } = useCopy()
  const pieces = usePieces(code, language)
  const Icon = copied ? Check : Copy
  return (
    <div className="code-block group/code">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls sideways, for the keyboard too. */}
      <pre tabIndex={0}>
        <code>{pieces === undefined ? code : pieces.map(Piece)}</code>
      </pre>
      <button
        type="button"
        aria-label={copied ? t('common.copied') : t('timeline.copyCode')}
        onClick={() => copy(code)}
        className="code-copy"
      >
        <Icon aria-hidden="true" className="size-4" />
      </button>
    </div>
  )
}

function Piece({ text, kinds }: CodePiece, at: number) {
  if (kinds.length === 0) return text
  return (
    <span key={at} className={kinds.map((kind) => `code-${kind}`).join(' ')}>
      {text}
    </span>
  )
}

function usePieces(code: string, language: string | undefined): readonly CodePiece[] | undefined {
  const [pieces, setPieces] = useState<readonly CodePiece[] | undefined>(undefined)
  useEffect(() => {
    setPieces(undefined)
    if (language === undefined || code.length > mostCharsInColour) return
    let wanted = true
    const show = (found: readonly CodePiece[] | undefined) => wanted && setPieces(found)
    // Code without its colours is still code.
    import('./highlighter.ts').then(
      ({ highlighted }) => show(highlighted(code, language)),
      () => show(undefined),
    )
    return () => {
      wanted = false
    }
  }, [code, language])
  return pieces
}
