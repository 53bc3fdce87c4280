// The way to the next unread message that names the person. It lies inside what scrolls, above the way to the end.

import type { MessageId } from '@sotto/wire'
import { AtSign } from 'lucide-react'
import { useRef } from 'react'
import { useTranslation } from 'react-i18next'

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
    <div className="pointer-events-none sticky bottom-14 z-10 -mt-14 flex h-14 shrink-0 items-start justify-end pe-5">
      <button
        type="button"
        aria-label={label}
        title={label}
        onClick={go}
        className="pointer-events-auto relative grid size-10 animate-settle place-items-center rounded-full bg-raised text-accent-text shadow-pop hover:text-ink"
      >
        <AtSign aria-hidden="true" className="size-5" />
        <span
          aria-hidden="true"
          className="absolute -top-1.5 -right-1 min-w-5 rounded-full bg-accent px-1.5 text-center text-xs leading-5 font-semibold text-on-accent"
        >
          {count > 99 ? '99+' : count}
        </span>
      </button>
    </div>
  )
}
