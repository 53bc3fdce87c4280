// The left side: search, the conversations, and the ways to a new one and to the settings.

import type { ConversationSummary } from '@sotto/client'
import { Link } from '@tanstack/react-router'
import { MessagesSquare, Settings, SquarePen, Star } from 'lucide-react'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useTopic } from '../engine/use-topic.ts'
import { NoticeOffer } from '../notices/notice-offer.tsx'
import { QuietLine } from '../notices/quiet-line.tsx'
import { OwnStatus } from '../profile/own-status.tsx'
import { SearchBox } from '../search/search-box.tsx'
import { SearchResults } from '../search/search-results.tsx'
import { useShell } from '../shell/shell-context.ts'
import { useShortcut } from '../shell/use-shortcut.ts'
import { arrowKeys } from '../ui/arrow-navigation.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { iconLink } from '../ui/icon-link.ts'
import { RowSkeleton } from '../ui/skeleton.tsx'
import { HistoryProgress } from './history-progress.tsx'
import { ListAndArchive } from './list-and-archive.tsx'
import { SyncedProblem } from './synced-problem.tsx'

export function Rail({ open }: { readonly open: string | undefined }) {
  const { t } = useTranslation()
  const { show } = useShell()
  const conversations = useTopic('conversations', undefined)
  const [query, setQuery] = useState('')
  const field = useRef<HTMLInputElement>(null)
  useShortcut('f', () => field.current?.focus(), { shift: true })
  return (
    <nav ref={arrowKeys} aria-label={t('list.label')} className="flex h-full min-h-0 flex-col bg-canvas">
      <div className="flex items-center gap-1 py-2.5 ps-5 pe-3">
        <h1 className="flex-1 text-lg font-semibold tracking-tight">Sotto</h1>
        <OwnStatus />
        <Link to="/starred" aria-label={t('stars.open')} title={t('stars.open')} className={iconLink}>
          <Star aria-hidden="true" className="size-5" />
        </Link>
        <Link to="/settings" aria-label={t('list.settings')} title={t('list.settings')} className={iconLink}>
          <Settings aria-hidden="true" className="size-5" />
        </Link>
        <IconButton label={t('list.new')} onClick={() => show('new')}>
          <SquarePen aria-hidden="true" className="size-5" />
        </IconButton>
      </div>
      <SearchBox field={field} query={query} onQuery={setQuery} conversations={conversations ?? []} />
      <Lists conversations={conversations} query={query.trim()} open={open} />
      <HistoryProgress searching={query.trim() !== ''} />
      <SyncedProblem />
      <NoticeOffer conversations={conversations ?? []} />
      <QuietLine />
    </nav>
  )
}

type ListsProps = {
  readonly conversations: readonly ConversationSummary[] | undefined
  readonly query: string
  readonly open: string | undefined
}

function Lists({ conversations, query, open }: ListsProps) {
  if (conversations === undefined) return <RowSkeleton />
  if (query !== '') return <SearchResults query={query} conversations={conversations} open={open} />
  if (conversations.length === 0) return <NoConversations />
  return <ListAndArchive conversations={conversations} open={open} />
}

/** The page beside it, where there is one, says the rest and offers the first step. */
function NoConversations() {
  const { t } = useTranslation()
  const { show } = useShell()
  return (
    <>
      <p className="hidden px-5 py-2 text-sm text-ink-quiet wide:block">{t('list.emptyHere')}</p>
      <div className="flex min-h-0 flex-1 wide:hidden">
        <EmptyState icon={MessagesSquare} title={t('list.emptyTitle')} text={t('list.emptyText')}>
          <Button tone="primary" onClick={() => show('new')}>
            {t('list.new')}
          </Button>
        </EmptyState>
      </div>
    </>
  )
}
