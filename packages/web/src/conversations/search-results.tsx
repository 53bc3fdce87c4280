// What a search found: conversations by name at once, then messages as the engine finds them.

import type { ConversationSummary, SearchHit } from '@sotto/client'
import { SearchX } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { PersonAvatar } from '../profile/person-avatar.tsx'
import { usePersonName } from '../profile/use-person.ts'
import { plainPreview } from '../text/plain-preview.ts'
import { shortTime } from '../text/times.ts'
import { useNow } from '../text/use-now.ts'
import { EmptyState } from '../ui/empty-state.tsx'
import { ConversationLink } from './conversation-link.tsx'
import { ConversationRow } from './conversation-row.tsx'

type Props = {
  readonly query: string
  readonly conversations: readonly ConversationSummary[]
  /** `undefined` while the engine looks. */
  readonly hits: readonly SearchHit[] | undefined
  readonly open: string | undefined
}

export function SearchResults({ query, conversations, hits, open }: Props) {
  const { t } = useTranslation()
  if (conversations.length === 0 && hits?.length === 0) {
    return (
      <EmptyState icon={SearchX} title={t('list.nothingTitle')} text={t('list.nothingText', { query })} />
    )
  }
  return (
    <div className="min-h-0 flex-1 overflow-y-auto px-2 pb-3">
      {conversations.length > 0 && (
        <Section title={t('list.all')}>
          {conversations.slice(0, 20).map((summary) => (
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
                <HitRow hit={hit} />
              </ConversationLink>
            </li>
          ))}
        </Section>
      )}
    </div>
  )
}

function HitRow({ hit }: { readonly hit: SearchHit }) {
  const { t, i18n } = useTranslation()
  const now = useNow()
  const { message, conversationName, snippet } = hit
  const from = usePersonName(message.from)
  const name = message.mine ? t('common.you') : from
  return (
    <>
      <PersonAvatar account={message.from} size="sm" />
      <span className="flex min-w-0 flex-1 flex-col">
        <span className="flex items-baseline gap-2">
          <span className="min-w-0 flex-1 truncate text-sm font-medium">{conversationName}</span>
          <span className="shrink-0 text-xs text-ink-quiet">
            {shortTime(message.at, now, i18n.language, t('common.now'))}
          </span>
        </span>
        <span className="truncate text-sm text-ink-quiet">
          {t('list.from', { name, text: plainPreview(snippet, 120) })}
        </span>
      </span>
    </>
  )
}

function Section({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <section aria-label={title}>
      <h2 className="px-3 pt-3 pb-1 text-xs font-semibold text-ink-quiet">{title}</h2>
      <ul>{children}</ul>
    </section>
  )
}
