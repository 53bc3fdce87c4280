// What can be done with a message, beside it while it is pointed at or holds the focus.

import { Check, Copy, Reply } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { IconButton } from '../ui/button.tsx'
import { useCopy } from '../ui/use-copy.ts'

type Props = { readonly text: string; readonly onReply: (() => void) | undefined }

export function MessageActions({ text, onReply }: Props) {
  const { t } = useTranslation()
  const { copied, copy } = useCopy()
  return (
    <div className="invisible flex shrink-0 self-center group-focus-within/message:visible group-hover/message:visible group-focus/message:visible">
      {onReply !== undefined && (
        <IconButton small label={t('timeline.reply')} onClick={onReply} className="size-7">
          <Reply aria-hidden="true" className="size-4" />
        </IconButton>
      )}
      <IconButton
        small
        label={copied ? t('common.copied') : t('timeline.copy')}
        onClick={() => copy(text)}
        className="size-7"
      >
        {copied ? (
          <Check aria-hidden="true" className="size-4" />
        ) : (
          <Copy aria-hidden="true" className="size-4" />
        )}
      </IconButton>
    </div>
  )
}
