// Programs in the settings: what has access to the account, and what the account has registered.

import type { OwnPrograms } from '@sotto/client'
import { useCallback, useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCommand } from '../engine/use-command.ts'
import { Button } from '../ui/button.tsx'
import { FormError } from '../ui/form-error.tsx'
import { AccessRow, RegisteredRow } from './program-rows.tsx'
import { RegisterProgram } from './register-program.tsx'

export function ProgramsSection() {
  const { t } = useTranslation()
  const [own, setOwn] = useState<OwnPrograms>()
  const [registering, setRegistering] = useState(false)
  const { run, failure } = useCommand('programs')
  const refresh = useCallback(async () => {
    const outcome = await run()
    if (outcome.ok) setOwn(outcome.value)
  }, [run])
  useEffect(() => void refresh(), [refresh])
  return (
    <div className="flex flex-col gap-3">
      <p className="text-sm text-ink-soft">{t('programs.text')}</p>
      <FormError text={failure?.message} />
      {own?.access.length === 0 && <p className="text-sm text-ink-quiet">{t('programs.none')}</p>}
      {own !== undefined && own.access.length > 0 && (
        <ul aria-label={t('programs.title')} className="divide-y divide-line rounded-lg border border-line">
          {own.access.map((one) => (
            <AccessRow key={one.access} access={one} onChanged={refresh} />
          ))}
        </ul>
      )}
      {own !== undefined && own.registered.length > 0 && (
        <>
          <h2 className="text-sm font-semibold text-ink-quiet">{t('programs.own')}</h2>
          <ul aria-label={t('programs.own')} className="divide-y divide-line rounded-lg border border-line">
            {own.registered.map((one) => (
              <RegisteredRow key={one.program} program={one} onChanged={refresh} />
            ))}
          </ul>
        </>
      )}
      <Button small className="self-start" onClick={() => setRegistering(true)}>
        {t('programs.register')}
      </Button>
      {registering && (
        <RegisterProgram onRegistered={() => void refresh()} onClose={() => setRegistering(false)} />
      )}
    </div>
  )
}
