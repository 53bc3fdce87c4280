// The messages that the person has starred, the last one first; a press goes to the place of one.

import type { StarredMessage } from '@sotto/client'
import { Link } from '@tanstack/react-router'
import { ArrowLeft, Star, StarOff } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useEngine } from '../engine/engine-context.tsx'
import { useTopic } from '../engine/use-topic.ts'
import { PersonAvatar } from '../profile/person-avatar.tsx'
import { usePersonName } from '../profile/use-person.ts'
import { plainPreview } from '../text/plain-preview.ts'
import { shortTime } from '../text/times.ts'
import { useNow } from '../text/use-now.ts'
import { arrowKeys } from '../ui/arrow-navigation.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { iconLink } from '../ui/icon-link.ts'
import { RowSkeleton } from '../ui/skeleton.tsx'

const step = 100

export default function StarredScreen() {
  const { t } = useTranslation()
  return (
    <section aria-label={t('stars.title')} className="flex min-h-0 min-w-0 flex-1 flex-col">
      <header className="flex h-15 shrink-0 items-center gap-2 border-b border-line px-2 wide:px-6">
        <Link to="/" aria-label={t('stars.back')} className={`${iconLink} wide:hidden`}>
          <ArrowLeft aria-hidden="true" className="size-5" />
        </Link>
        <h1 className="text-base font-semibold">{t('stars.title')}</h1>
      </header>
      <Starred />
    </section>
  )
}

function Starred() {
  const { t } = useTranslation()
  const starred = useTopic('starred', undefined)
  const [shown, setShown] = useState(step)
  if (starred === undefined) return <RowSkeleton />
  const { messages, elsewhere } = starred
  const note = elsewhere > 0 && (
    <p className="px-3 py-3 text-sm text-ink-quiet">{t('stars.elsewhere', { count: elsewhere })}</p>
  )
  if (messages.length === 0) {
    return (
      <>
        <EmptyState icon={Star} title={t('stars.emptyTitle')} text={t('stars.emptyText')} />
        {note}
      </>
    )
  }
  return (
    <div ref={arrowKeys} className="min-h-0 flex-1 overflow-y-auto">
      <div className="mx-auto w-full max-w-3xl px-2 py-3 wide:px-4">
        <ol aria-label={t('stars.title')}>
          {messages.slice(0, shown).map((message) => (
            <StarredRow key={message.id} message={message} />
          ))}
        </ol>
        {messages.length > shown && (
          <div className="flex justify-center py-3">
            <Button onClick={() => setShown(shown + step)}>{t('stars.more')}</Button>
          </div>
        )}
        {note}
      </div>
    </div>
  )
}

function StarredRow({ message }: { readonly message: StarredMessage }) {
  const { t, i18n } = useTranslation()
  const engine = useEngine()
  const now = useNow()
  const { conversation, conversationName, id, at, mine } = message
  const from = usePersonName(message.from)
  const name = mine ? t('common.you') : from
  const text = message.unsupported === undefined ? plainPreview(message.text, 300) : t('timeline.unsupported')
  return (
    <li className="flex items-center gap-1">
      <Link
        to="/c/$conversation"
        params={{ conversation }}
        search={{ at: id }}
        data-nav
        className="flex min-w-0 flex-1 items-center gap-3 rounded-lg px-3 py-2.5 outline-offset-[-2px] transition-colors hover:bg-hover"
      >
        <PersonAvatar account={message.from} size="sm" />
        <span className="flex min-w-0 flex-1 flex-col">
          <span className="flex items-baseline gap-2">
            <span className="min-w-0 flex-1 truncate text-sm font-medium">{conversationName}</span>
            <span className="shrink-0 text-xs text-ink-quiet">
              {shortTime(at, now, i18n.language, t('common.now'))}
            </span>
          </span>
          <span className="line-clamp-2 text-sm text-ink-quiet">{t('stars.from', { name, text })}</span>
        </span>
      </Link>
      <IconButton
        label={t('stars.unstar', { name })}
        onClick={() => void engine.call('unstar', { conversation, id })}
      >
        <StarOff aria-hidden="true" className="size-4" />
      </IconButton>
    </li>
  )
}
