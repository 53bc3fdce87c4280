// The way to the next unread message that names the person, above the way to the end.

import type { MessageId } from '@sotto/wire'
import { AtSign } from 'lucide-react'
import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { FloatingButton } from './floating-button.tsx'

type Props = { readonly mentioned: readonly MessageId[]; readonly onGo: (id: MessageId) => void }

export function MentionButton({ mentioned, onGo }: Props) {
  const { t } = useTranslation()
  const last = useRef<MessageId>(undefined)
  const count = mentioned.length
  if (count === 0) return null
  const label = t('mentions.next', { count })
  function go() {
    // what was gone to may not count as read yet
    const next =
      (last.current === undefined ? undefined : mentioned[mentioned.indexOf(last.current) + 1]) ??
      mentioned[0]
    last.current = next
    if (next !== undefined) onGo(next)
  }
  return (
    <FloatingButton label={label} count={count} onClick={go} place="above" className="text-accent-text">
      <AtSign aria-hidden="true" className="size-5" />
    </FloatingButton>
  )
}
