// A program that shows a code asks for access.

import type { CodeAsked } from '@sotto/client'
import { useTranslation } from 'react-i18next'
import { useCommand } from '../engine/use-command.ts'
import { Button } from '../ui/button.tsx'
import { FormError } from '../ui/form-error.tsx'
import { ProgramFacts } from './program-facts.tsx'
import { type Answered, useAskedWords } from './use-asked-words.ts'

type Props = {
  readonly code: string
  readonly program: Extract<CodeAsked, { kind: 'program' }>
  readonly onAnswered: (how: Answered) => void
}

export function ProgramQuestion({ code, program, onAnswered }: Props) {
  const { t } = useTranslation()
  const words = useAskedWords()
  const admit = useCommand('admitProgram')
  const deny = useCommand('denyCode')

  async function answer(allow: boolean) {
    const outcome = allow ? await admit.run({ code }) : await deny.run({ code })
    if (outcome.ok) onAnswered(allow ? 'allowed' : 'refused')
  }

  return (
    <>
      <ProgramFacts program={program} />
      <p className="text-sm text-ink-quiet">
        <span className="font-mono">{words.shown(code)}</span> · {words.asked(program)}
      </p>
      <FormError text={(admit.failure ?? deny.failure)?.message} />
      <div className="flex flex-col gap-2">
        <Button tone="primary" wide busy={admit.busy} onClick={() => void answer(true)}>
          {t(admit.busy ? 'programs.allowing' : 'programs.allow')}
        </Button>
        <Button wide tone="danger-quiet" busy={deny.busy} onClick={() => void answer(false)}>
          {t('codes.refuse')}
        </Button>
      </div>
    </>
  )
}
