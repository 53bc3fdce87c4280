// Above the field: which message is answered or edited, and the way out of it.

import { CornerUpLeft, Pencil, X } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { previewOf } from '../message/preview.ts'
import { IconButton } from '../ui/button.tsx'
import type { Subject } from './subject.ts'

type Props = { readonly subject: Subject; readonly onCancel: () => void }

export function SubjectBar({ subject: { kind, message }, onCancel }: Props) {
  const { t } = useTranslation()
  const isReply = kind === 'reply'
  const Icon = isReply ? CornerUpLeft : Pencil
  const name = message.mine ? t('common.youInside') : message.from
  return (
    <div className="flex items-center gap-2 border-b border-line py-1.5 ps-3 pe-1.5">
      <Icon aria-hidden="true" className="size-4 shrink-0 text-accent-text" />
      <p className="min-w-0 flex-1 text-sm">
        <span className="block font-semibold">
          {isReply ? t('composer.replyTo', { name }) : t('message.editing')}
        </span>
        <span className="block truncate text-ink-quiet">{previewOf(message, t, 90)}</span>
      </p>
      <IconButton
        small
        label={isReply ? t('composer.cancelReply') : t('message.cancelEdit')}
        onClick={onCancel}
      >
        <X aria-hidden="true" className="size-4" />
      </IconButton>
    </div>
  )
}
