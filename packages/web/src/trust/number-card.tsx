// The safety number to be read aloud or compared by eye: as words, and as digits.

import { Copy } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { IconButton } from '../ui/button.tsx'
import { useCopy } from '../ui/use-copy.ts'

type Props = { readonly words: string; readonly number: string }

export function NumberCard({ words, number }: Props) {
  const { t } = useTranslation()
  return (
    <div className="flex flex-col gap-4 rounded-lg bg-canvas p-4">
      <Part label={t('trust.words')} text={words}>
        <ol translate="no" className="grid grid-cols-3 gap-x-3 gap-y-1.5 text-base font-medium select-all">
          {[...words.matchAll(/\S+/g)].map(({ 0: word, index }) => (
            <li key={index}>{word} </li>
          ))}
        </ol>
      </Part>
      <Part label={t('trust.digits')} text={number}>
        <p
          translate="no"
          className="grid grid-cols-4 justify-items-start gap-y-1 font-mono text-base tabular-nums select-all"
        >
          {[...number.matchAll(/\d+/g)].map(({ 0: group, index }) => (
            <span key={index}>{group} </span>
          ))}
        </p>
      </Part>
    </div>
  )
}

type PartProps = { readonly label: string; readonly text: string; readonly children: ReactNode }

function Part({ label, text, children }: PartProps) {
  const { t } = useTranslation()
  const { copied, copy } = useCopy()
  return (
    <section aria-label={label} className="flex flex-col gap-1">
      <header className="flex items-center justify-between">
        <h3 className="text-sm font-semibold text-ink-soft">{label}</h3>
        <IconButton
          small
          label={copied ? t('common.copied') : t('trust.copy', { what: label })}
          onClick={() => copy(text)}
        >
          <Copy aria-hidden="true" className="size-4" />
        </IconButton>
      </header>
      {children}
    </section>
  )
}
