// What is pinned, above the messages: a press goes to one, and to the next with every further press.

import type { PinnedMessage } from '@sotto/client'
import type { ConversationId, MessageId } from '@sotto/wire'
import { Pin } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useWayBack } from '../conversation/way-back.tsx'
import { useTopic } from '../engine/use-topic.ts'
import { usePersonName } from '../profile/use-person.ts'
import { plainPreview } from '../text/plain-preview.ts'

export default function PinnedBar({ conversation }: { readonly conversation: ConversationId }) {
  const { t } = useTranslation()
  const pinned = useTopic('pinned', { conversation }) ?? []
  const way = useWayBack()
  const [next, setNext] = useState<MessageId>()
  const place = Math.max(
    0,
    pinned.findIndex(({ id }) => id === next),
  )
  const message = pinned[place]
  if (message === undefined) return null
  const count = pinned.length
  const go = () => {
    setNext(pinned[(place + 1) % count]?.id)
    way.go({ conversation, at: message.id })
  }
  return (
    <section aria-label={t('pins.label')} className="shrink-0 border-b border-line">
      <button
        type="button"
        onClick={go}
        className="flex min-h-12 w-full items-center gap-3 px-4 py-1.5 text-start outline-offset-[-2px] transition-colors hover:bg-hover wide:px-6"
      >
        <Pin aria-hidden="true" className="size-4 shrink-0 text-accent-text" />
        <span className="flex min-w-0 flex-1 flex-col">
          <span className="text-xs font-medium text-accent-text">
            {count === 1 ? t('pins.one') : t('pins.place', { place: place + 1, count })}
          </span>
          <Words message={message} />
        </span>
      </button>
    </section>
  )
}

function Words({ message }: { readonly message: PinnedMessage }) {
  const { t } = useTranslation()
  const from = usePersonName(message.from)
  const name = message.mine ? t('common.you') : from
  const text = message.unsupported === undefined ? plainPreview(message.text, 200) : t('timeline.unsupported')
  return <span className="truncate text-sm">{t('pins.text', { name, text })}</span>
}
