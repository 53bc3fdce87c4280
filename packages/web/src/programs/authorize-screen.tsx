// A program has sent the browser here: what it asks for, and the answer, with which the browser goes back. Where the
// request is not right nobody is sent anywhere (RFC 9700 §4.11).

import type { ProgramAsk, ProgramRequest } from '@sotto/client'
import { useSearch } from '@tanstack/react-router'
import { CircleAlert } from 'lucide-react'
import { use, useEffect, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCommand } from '../engine/use-command.ts'
import { Button } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { FormError } from '../ui/form-error.tsx'
import { GoToContext } from './go-to.ts'
import { Page } from './page.tsx'
import { ProgramFacts } from './program-facts.tsx'

export default function AuthorizeScreen() {
  const { t } = useTranslation()
  const search = useSearch({ from: '/authorize' })
  const ask = useMemo(() => readAsk(search), [search])
  const [asked, setAsked] = useState<ProgramRequest>()
  const { run, failure } = useCommand('lookAtProgram')
  useEffect(() => {
    void run({ ask }).then((outcome) => {
      if (outcome.ok) setAsked(outcome.value)
    })
  }, [run, ask])
  return (
    <Page title={t('programs.title')}>
      {failure !== undefined && (
        <EmptyState icon={CircleAlert} title={t('programs.unclear')} text={failure.message} />
      )}
      {asked !== undefined && failure === undefined && <Question ask={ask} asked={asked} />}
    </Page>
  )
}

type Props = { readonly ask: ProgramAsk; readonly asked: ProgramRequest }

function Question({ ask, asked }: Props) {
  const { t } = useTranslation()
  const goTo = use(GoToContext)
  const { run, busy, failure } = useCommand('answerProgram')

  async function answer(allow: boolean) {
    const outcome = await run({ ask, allow })
    if (outcome.ok) goTo(outcome.value.address)
  }

  return (
    <>
      <ProgramFacts program={asked} />
      <p className="text-sm text-ink-quiet">{t('programs.goesTo', { host: asked.host })}</p>
      <FormError text={failure?.message} />
      <div className="flex flex-col gap-2">
        <Button tone="primary" wide busy={busy} onClick={() => void answer(true)}>
          {t('programs.allow')}
        </Button>
        <Button wide tone="danger-quiet" disabled={busy} onClick={() => void answer(false)}>
          {t('codes.refuse')}
        </Button>
      </div>
    </>
  )
}

/** What stands there twice is not clear, and is left out: nothing is guessed (RFC 6749 §3.1). */
function readAsk(search: Record<string, unknown>): ProgramAsk {
  const clear = Object.entries(search).filter((one): one is [string, string] => typeof one[1] === 'string')
  return Object.fromEntries(clear)
}
