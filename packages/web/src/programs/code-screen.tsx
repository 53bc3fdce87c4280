// A code is typed here, or comes with a link behind the `#`, which no server is told: what shows it is looked up, shown,
// and answered.

import type { CodeAsked } from '@sotto/client'
import { Link, useRouterState } from '@tanstack/react-router'
import { CircleCheck, CircleSlash } from 'lucide-react'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCommand } from '../engine/use-command.ts'
import { useErrorFocus } from '../session/use-error-focus.ts'
import { Button } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { TextField } from '../ui/field.tsx'
import { FormError } from '../ui/form-error.tsx'
import { DeviceQuestion } from './device-question.tsx'
import { Page } from './page.tsx'
import { ProgramQuestion } from './program-question.tsx'
import type { Answered } from './use-asked-words.ts'

type Stage =
  | { readonly at: 'typing' }
  | { readonly at: 'asked'; readonly code: string; readonly asked: CodeAsked }
  | { readonly at: 'answered'; readonly how: Answered }

export default function CodeScreen() {
  const { t } = useTranslation()
  const [stage, setStage] = useState<Stage>({ at: 'typing' })
  const answered = (how: Answered) => setStage({ at: 'answered', how })
  return (
    <Page title={t('codes.title')}>
      {stage.at === 'typing' && (
        <TypedCode onFound={(code, asked) => setStage({ at: 'asked', code, asked })} />
      )}
      {stage.at === 'asked' &&
        (stage.asked.kind === 'device' ? (
          <DeviceQuestion code={stage.code} asked={stage.asked} onAnswered={answered} />
        ) : (
          <ProgramQuestion code={stage.code} program={stage.asked} onAnswered={answered} />
        ))}
      {stage.at === 'answered' && <Done how={stage.how} onAgain={() => setStage({ at: 'typing' })} />}
    </Page>
  )
}

function TypedCode({ onFound }: { readonly onFound: (code: string, asked: CodeAsked) => void }) {
  const { t } = useTranslation()
  const given = useRouterState({ select: ({ location }) => location.hash })
  const [code, setCode] = useState(given)
  const [tries, setTries] = useState(0)
  const { run, busy, failure } = useCommand('lookAtCode')
  const form = useErrorFocus(tries, failure)

  async function submit(event: FormEvent) {
    event.preventDefault()
    setTries(tries + 1)
    if (code.trim() === '' || busy) return
    const outcome = await run({ code })
    if (outcome.ok) onFound(code, outcome.value)
  }

  return (
    <form ref={form} onSubmit={(event) => void submit(event)} noValidate className="flex flex-col gap-5">
      <p className="text-base text-ink-soft">{t('codes.text')}</p>
      <TextField
        label={t('codes.code')}
        hint={t('codes.hint')}
        autoFocus
        autoCapitalize="characters"
        spellCheck={false}
        maxLength={40}
        value={code}
        onValueChange={setCode}
        error={tries > 0 && code.trim() === '' ? t('codes.need') : undefined}
      />
      <FormError text={failure?.message} />
      <Button type="submit" tone="primary" wide busy={busy}>
        {t(busy ? 'codes.looking' : 'codes.look')}
      </Button>
    </form>
  )
}

const nextParts = { admitted: 'devices', allowed: 'programs', refused: 'you' } as const

function Done({ how, onAgain }: { readonly how: Answered; readonly onAgain: () => void }) {
  const { t } = useTranslation()
  return (
    <div role="status" className="flex flex-1">
      <EmptyState
        icon={how === 'refused' ? CircleSlash : CircleCheck}
        title={t(`codes.${how}`)}
        text={t(`codes.${how}Text`)}
      >
        <Link
          to="/settings/$part"
          params={{ part: nextParts[how] }}
          className="inline-flex min-h-10 items-center rounded-md bg-accent px-4 font-medium text-on-accent hover:bg-accent-hover"
        >
          {t(how === 'admitted' ? 'codes.toDevices' : 'settings.title')}
        </Link>
        <Button onClick={onAgain}>{t('codes.another')}</Button>
      </EmptyState>
    </div>
  )
}
