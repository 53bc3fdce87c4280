// What a search found: conversations by name at once, then messages as the engine finds them.

import type { ConversationSummary, MessageSnapshot, SearchHit } from '@sotto/client'
import { searchTerms, wantedWords } from '@sotto/client/search'
import { SearchX } from 'lucide-react'
import { type ReactNode, useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { ConversationLink } from '../conversations/conversation-link.tsx'
import { ConversationRow } from '../conversations/conversation-row.tsx'
import { matching } from '../conversations/list-rows.ts'
import { useTopic } from '../engine/use-topic.ts'
import { ConversationName } from '../profile/conversation-name.tsx'
import { PersonAvatar } from '../profile/person-avatar.tsx'
import { usePersonName } from '../profile/use-person.ts'
import { shortTime } from '../text/times.ts'
import { useNow } from '../text/use-now.ts'
import { EmptyState } from '../ui/empty-state.tsx'
import { excerpt } from './excerpt.ts'
import { useFound } from './use-found.ts'

type Props = {
  readonly query: string
  readonly conversations: readonly ConversationSummary[]
  readonly open: string | undefined
}

export function SearchResults({ query, conversations, open }: Props) {
  const { t } = useTranslation()
  const names = useTopic('names', undefined)
  const terms = useMemo(() => searchTerms(query, Date.now()), [query])
  const words = useMemo(() => wantedWords(terms), [terms])
  const hits = useFound(query)
  const isNarrowed = terms.some(({ filter }) => filter !== undefined)
  const called = isNarrowed ? [] : matching(conversations, query, names ?? [])
  const asksOnly = terms.every(({ meaning }) => meaning.kind === 'nothing')
  if (called.length === 0 && hits?.length === 0) {
    if (asksOnly) return <p className="px-5 py-2 text-sm text-ink-quiet">{t('search.goOn')}</p>
    return (
      <EmptyState icon={SearchX} title={t('list.nothingTitle')} text={t('list.nothingText', { query })} />
    )
  }
  return (
    <div className="min-h-0 flex-1 overflow-y-auto px-2 pb-3">
      {called.length > 0 && (
        <Section title={t('list.all')}>
          {called.slice(0, 20).map((summary) => (
            <li key={summary.conversation}>
              <ConversationLink conversation={summary.conversation} open={summary.conversation === open}>
                <ConversationRow summary={summary} open={summary.conversation === open} />
              </ConversationLink>
            </li>
          ))}
        </Section>
      )}
      {hits === undefined && (
        <p role="status" className="px-3 py-3 text-sm text-ink-quiet">
          {t('list.searching')}
        </p>
      )}
      {hits !== undefined && hits.length > 0 && (
        <Section title={t('list.found')}>
          {hits.map((hit) => (
            <li key={hit.message.id}>
              <ConversationLink conversation={hit.message.conversation} at={hit.message.id}>
                <HitRow
                  hit={hit}
                  words={words}
                  place={conversations.find(({ conversation }) => conversation === hit.message.conversation)}
                />
              </ConversationLink>
            </li>
          ))}
        </Section>
      )}
    </div>
  )
}

type HitProps = {
  readonly hit: SearchHit
  readonly words: readonly string[]
  readonly place: ConversationSummary | undefined
}

function HitRow({ hit, words, place }: HitProps) {
  const { t, i18n } = useTranslation()
  const now = useNow()
  const { message, conversationName } = hit
  const from = usePersonName(message.from)
  const name = message.mine ? t('common.you') : from
  return (
    <>
      <PersonAvatar account={message.from} size="sm" />
      <span className="flex min-w-0 flex-1 flex-col">
        <span className="flex items-baseline gap-2">
          <span className="min-w-0 flex-1 truncate text-sm font-medium">
            {place === undefined ? conversationName : <ConversationName summary={place} />}
          </span>
          <span className="shrink-0 text-xs text-ink-quiet">
            {shortTime(message.at, now, i18n.language, t('common.now'))}
          </span>
        </span>
        <span className="truncate text-sm text-ink-quiet">
          {t('list.from', { name, text: '' })}
          <Words message={message} words={words} />
        </span>
      </span>
    </>
  )
}

type WordsProps = Pick<HitProps, 'words'> & { readonly message: MessageSnapshot }

function Words({ message, words }: WordsProps) {
  const { t } = useTranslation()
  const pieces = useMemo(() => excerpt(message.text, words), [message.text, words])
  if (message.unsupported !== undefined) return t('timeline.unsupported')
  let at = 0
  return pieces.map(({ text, found }) => {
    const key = at
    at += text.length
    if (!found) return text
    return (
      <mark key={key} className="rounded-xs bg-accent-soft font-medium text-ink">
        {text}
      </mark>
    )
  })
}

function Section({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section aria-label={title}>
      <h2 className="px-3 pt-3 pb-1 text-xs font-semibold text-ink-quiet">{title}</h2>
      <ul>{children}</ul>
    </section>
  )
}
