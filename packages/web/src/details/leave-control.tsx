// Leaving a group, asked about first.

import type { ConversationDetails } from '@sotto/client'
import { LogOut } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCommand } from '../engine/use-command.ts'
import { Button } from '../ui/button.tsx'
import { ConfirmDialog } from '../ui/dialog.tsx'
import { detailsAction } from './details-action.ts'

export function LeaveControl({ details }: { readonly details: ConversationDetails }) {
  const { t } = useTranslation()
  const { run, busy, failure } = useCommand('leaveGroup')
  const [asking, setAsking] = useState(false)

  async function leave() {
    const outcome = await run({ conversation: details.conversation })
    if (outcome.ok) setAsking(false)
  }

  return (
    <>
      <Button tone="danger-quiet" className={detailsAction} onClick={() => setAsking(true)}>
        <LogOut aria-hidden="true" className="size-4" />
        {t('details.leave')}
      </Button>
      {asking && (
        <ConfirmDialog
          title={t('details.leaveTitle', { name: details.name })}
          text={t('details.leaveText')}
          action={t('details.leaveAction')}
          busy={busy}
          error={failure?.message}
          onConfirm={() => void leave()}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  )
}
