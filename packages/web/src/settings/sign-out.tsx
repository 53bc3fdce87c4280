// Signing out of this device, in plain words and with what would be lost.

import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCommand } from '../engine/use-command.ts'
import { useTopic } from '../engine/use-topic.ts'
import { Button } from '../ui/button.tsx'
import { ConfirmDialog } from '../ui/dialog.tsx'

export function SignOut() {
  const { t } = useTranslation()
  const [asking, setAsking] = useState(false)
  const navigate = useNavigate()
  const waiting = useTopic('connection', undefined)?.waiting ?? 0
  const { run, busy, failure } = useCommand('signOut')

  async function signOut() {
    const outcome = await run()
    if (outcome.ok) void navigate({ to: '/' })
  }

  return (
    <div className="flex flex-wrap items-center justify-between gap-3 rounded-lg border border-line p-4">
      <p className="min-w-0 flex-1 basis-60 text-sm text-ink-soft">{t('settings.signOutText')}</p>
      <Button tone="danger-quiet" onClick={() => setAsking(true)}>
        {t('settings.signOut')}
      </Button>
      {asking && (
        <ConfirmDialog
          title={t('settings.signOutTitle')}
          text={
            <>
              {t('settings.signOutBody')}{' '}
              {waiting > 0 && <strong>{t('settings.signOutWaiting', { count: waiting })}</strong>}
            </>
          }
          action={t('settings.signOut')}
          busy={busy}
          error={failure?.message}
          onConfirm={() => void signOut()}
          onClose={() => setAsking(false)}
        />
      )}
    </div>
  )
}
