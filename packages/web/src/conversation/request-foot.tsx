// Below a message request: who it is from, what each answer does, and the answers.

import type { ConversationDetails } from '@sotto/client'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCommand } from '../engine/use-command.ts'
import { Button } from '../ui/button.tsx'
import { ConfirmDialog } from '../ui/dialog.tsx'
import { FormError } from '../ui/form-error.tsx'

export function RequestFoot({ details }: { readonly details: ConversationDetails }) {
  const { t } = useTranslation()
  const [asking, setAsking] = useState<'delete' | 'block'>()
  const accept = useCommand('acceptRequest')
  const { conversation, kind } = details
  const name = details.by ?? details.name
  const title =
    kind === 'group'
      ? t('request.titleGroup', { name, group: details.name })
      : t('request.titleDirect', { name })
  return (
    <section aria-label={title} className="shrink-0 border-t border-line bg-canvas px-4 py-4">
      <div className="mx-auto flex max-w-xl flex-col items-center gap-2 text-center">
        <h2 className="text-base font-semibold">{title}</h2>
        <p className="text-sm text-balance text-ink-soft">{t('request.text', { name })}</p>
        <FormError text={accept.failure?.message} />
        <div className="mt-2 flex flex-wrap justify-center gap-2">
          <Button tone="danger-quiet" disabled={details.by === undefined} onClick={() => setAsking('block')}>
            {t('request.block')}
          </Button>
          <Button onClick={() => setAsking('delete')}>{t('request.delete')}</Button>
          <Button tone="primary" busy={accept.busy} onClick={() => void accept.run({ conversation })}>
            {t('request.accept')}
          </Button>
        </div>
      </div>
      {asking !== undefined && (
        <Refusal details={details} kind={asking} onClose={() => setAsking(undefined)} />
      )}
    </section>
  )
}

type RefusalProps = {
  readonly details: ConversationDetails
  readonly kind: 'delete' | 'block'
  readonly onClose: () => void
}

function Refusal({ details, kind, onClose }: RefusalProps) {
  const { t } = useTranslation()
  const navigate = useNavigate()
  const remove = useCommand('deleteRequest')
  const block = useCommand('block')
  const name = details.by ?? details.name

  async function refuse() {
    if (kind === 'block' && details.by !== undefined) {
      const blocked = await block.run({ account: details.by })
      if (!blocked.ok) return
    }
    const removed = await remove.run({ conversation: details.conversation })
    if (!removed.ok) return
    onClose()
    void navigate({ to: '/' })
  }

  return (
    <ConfirmDialog
      title={kind === 'block' ? t('request.blockTitle', { name }) : t('request.deleteTitle')}
      text={kind === 'block' ? t('request.blockText', { name }) : t('request.deleteText')}
      action={kind === 'block' ? t('request.block') : t('request.delete')}
      busy={block.busy || remove.busy}
      error={(block.failure ?? remove.failure)?.message}
      onConfirm={() => void refuse()}
      onClose={onClose}
    />
  )
}
