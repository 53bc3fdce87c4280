// What a program asks for, in words, and who it is by.

import type { NamedProgram } from '@sotto/client'
import type { Scope } from '@sotto/wire'
import { Check } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { QuestionHeading } from './question-heading.tsx'
import { scopeWords } from './scope-words.ts'

type Props = { readonly program: NamedProgram & { readonly scopes: readonly Scope[] } }

export function ProgramFacts({ program: { name, by, scopes } }: Props) {
  const { t } = useTranslation()
  return (
    <>
      <QuestionHeading>{t('programs.asks', { name })}</QuestionHeading>
      <p className="text-base text-ink-soft">
        <strong className="font-medium text-ink">{t('programs.by', { by })}.</strong> {t('programs.asksText')}
      </p>
      <div className="flex flex-col gap-3 rounded-lg border border-line p-4">
        <p className="font-medium">{t('programs.wants')}</p>
        <ul className="flex flex-col gap-2">
          {scopes.map((scope) => (
            <li key={scope} className="flex items-start gap-2.5">
              <Check aria-hidden="true" className="mt-0.5 size-4.5 shrink-0 text-accent-text" />
              {t(scopeWords[scope])}
            </li>
          ))}
        </ul>
        <p className="text-sm text-ink-quiet">{t('programs.never')}</p>
      </div>
    </>
  )
}
