// Blocking somebody, asked about first, and taking it back.

import type { AccountName } from '@sotto/wire'
import { Ban, CircleCheck } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCommand } from '../engine/use-command.ts'
import { useTopic } from '../engine/use-topic.ts'
import { Button } from '../ui/button.tsx'
import { ConfirmDialog } from '../ui/dialog.tsx'
import { detailsAction } from './details-action.ts'

export function BlockControl({ account }: { readonly account: AccountName }) {
  const { t } = useTranslation()
  const blocked = useTopic('blocks', undefined)?.includes(account) === true
  const block = useCommand('block')
  const unblock = useCommand('unblock')
  const [asking, setAsking] = useState(false)

  async function confirm() {
    const outcome = await block.run({ account })
    if (outcome.ok) setAsking(false)
  }

  if (blocked) {
    return (
      <Button
        tone="quiet"
        className={detailsAction}
        busy={unblock.busy}
        onClick={() => void unblock.run({ account })}
      >
        <CircleCheck aria-hidden="true" className="size-4" />
        {t('details.unblock', { name: account })}
      </Button>
    )
  }
  return (
    <>
      <Button tone="danger-quiet" className={detailsAction} onClick={() => setAsking(true)}>
        <Ban aria-hidden="true" className="size-4" />
        {t('details.block', { name: account })}
      </Button>
      {asking && (
        <ConfirmDialog
          title={t('details.blockTitle', { name: account })}
          text={t('details.blockText', { name: account })}
          action={t('details.blockAction')}
          busy={block.busy}
          error={block.failure?.message}
          onConfirm={() => void confirm()}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  )
}
