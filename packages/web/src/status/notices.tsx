// New messages, told without getting in the way: spoken by screen readers, and as a card when they belong
// to a conversation that isn't open. Where the engine says that it is to be quiet, only what is open is read out.

import type { EngineEvent } from '@sotto/client'
import { Link } from '@tanstack/react-router'
import clsx from 'clsx'
import type { TFunction } from 'i18next'
import { X } from 'lucide-react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useEngine } from '../engine/engine-context.tsx'
import { PersonAvatar } from '../profile/person-avatar.tsx'
import { usePersonName } from '../profile/use-person.ts'
import { plainPreview } from '../text/plain-preview.ts'
import { IconButton } from '../ui/button.tsx'

type Arrival = Extract<EngineEvent, { type: 'message' }>
type Change = Extract<EngineEvent, { type: 'change' }>
/** What is spoken: a message, or what somebody thinks of an own one. */
type News = Arrival | (Change & { readonly what: { readonly kind: 'reacted' } })

const stays = 6000
const most = 3

type Props = {
  readonly open: string | undefined
  /** Whether the list of conversations is the page; on a phone it is all there is, and shows what is new itself. */
  readonly home: boolean
}

export function Notices({ open, home }: Props) {
  const { t } = useTranslation()
  const { latest, cards, dismiss } = useArrivals(open)
  return (
    <>
      <p className="sr-only" aria-live="polite">
        {latest !== undefined && <Announced news={latest} />}
      </p>
      <section
        aria-label={t('timeline.unread')}
        className={clsx(
          'pointer-events-none fixed top-3 right-3 z-30 flex w-[min(22rem,calc(100vw-1.5rem))] flex-col gap-2',
          home && 'max-wide:hidden',
        )}
      >
        {cards.map((arrival) => (
          <Card key={arrival.message.id} arrival={arrival} onDismiss={() => dismiss(arrival)} />
        ))}
      </section>
    </>
  )
}

type T = TFunction<'app'>

function Announced({ news }: { readonly news: News }) {
  const { t } = useTranslation()
  const name = usePersonName(news.type === 'message' ? news.message.from : news.by)
  return announcement(news, name, t)
}

function announcement(news: News, name: string, t: T): string {
  if (news.type === 'change') return t('timeline.announceReaction', { name, ...news.what })
  const { message, conversationName } = news
  const text = plainPreview(message.text, 200)
  if (conversationName === message.from) return t('timeline.announce', { name, text })
  return t('timeline.announceIn', { name, conversation: conversationName, text })
}

type CardProps = { readonly arrival: Arrival; readonly onDismiss: () => void }

function Card({ arrival, onDismiss }: CardProps) {
  const { t } = useTranslation()
  const { message, conversationName } = arrival
  const name = usePersonName(message.from)
  useEffect(() => {
    const timer = setTimeout(onDismiss, stays)
    return () => clearTimeout(timer)
  })
  return (
    <div className="pointer-events-auto flex animate-settle items-center gap-1 rounded-lg bg-raised pe-1 shadow-pop">
      <Link
        to="/c/$conversation"
        params={{ conversation: message.conversation }}
        search={{}}
        onClick={onDismiss}
        className="flex min-w-0 flex-1 items-center gap-3 rounded-lg p-3"
      >
        <PersonAvatar account={message.from} size="sm" />
        <span className="flex min-w-0 flex-col">
          <span className="truncate text-sm font-semibold">
            {conversationName === message.from ? name : `${name} · ${conversationName}`}
          </span>
          <span className="truncate text-sm text-ink-quiet">{plainPreview(message.text, 120)}</span>
        </span>
      </Link>
      <IconButton small label={t('common.close')} onClick={onDismiss}>
        <X aria-hidden="true" className="size-4" />
      </IconButton>
    </div>
  )
}

function useArrivals(open: string | undefined) {
  const engine = useEngine()
  const [latest, setLatest] = useState<News>()
  const [cards, setCards] = useState<readonly Arrival[]>([])
  useEffect(
    () =>
      engine.onEvent((event) => {
        if (event.type === 'expired') {
          const stays = (news: News) => news.type !== 'message' || !event.ids.includes(news.message.id)
          setCards((before) => before.filter(stays))
          setLatest((before) => (before !== undefined && stays(before) ? before : undefined))
        }
        if (event.type === 'change') {
          setCards((before) => before.flatMap((card) => asItIsNow(card, event) ?? []))
          setLatest((before) => (isNews(event) ? event : before && asItIsNow(before, event)))
        }
        if (event.type !== 'message' || event.message.mine) return
        const isOpen = event.message.conversation === open
        if (isOpen || !event.quiet) setLatest(event)
        if (!isOpen && !event.quiet) setCards((before) => [...before, event].slice(-most))
      }),
    [engine, open],
  )
  useEffect(() => setCards((before) => before.filter(({ message }) => message.conversation !== open)), [open])
  const dismiss = (gone: Arrival) => setCards((before) => before.filter((card) => card !== gone))
  return { latest, cards, dismiss }
}

function isNews(event: Change): event is Extract<News, Change> {
  return event.what.kind === 'reacted' && event.ofMine && !event.quiet
}

/** What was taken back is not said any longer, and what was put right is said so. */
function asItIsNow<N extends News>(news: N, { id, what }: Change): N | undefined {
  if (news.type !== 'message' || news.message.id !== id) return news
  if (what.kind === 'deleted') return undefined
  return what.kind === 'edited' ? { ...news, message: { ...news.message, text: what.text } } : news
}
