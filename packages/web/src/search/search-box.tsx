// The field in which one searches, with the words that narrow a search: as buttons, and completed while they are typed.

import type { ConversationSummary } from '@sotto/client'
import type { SearchFilter } from '@sotto/client/search'
import { searchFilters } from '@sotto/client/search'
import { AtSign, CalendarDays, Link2, MessagesSquare } from 'lucide-react'
import { type RefObject, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAccount } from '../engine/use-account.ts'
import { useTopic } from '../engine/use-topic.ts'
import { SearchField } from '../ui/search-field.tsx'
import { completed, openFilter, type Suggestion, suggestionsFor } from './suggestions.ts'

type Props = {
  readonly field: RefObject<HTMLInputElement | null>
  readonly query: string
  readonly onQuery: (query: string) => void
  readonly conversations: readonly ConversationSummary[]
}

export function SearchBox({ field, query, onQuery, conversations }: Props) {
  const { t } = useTranslation()
  const { account } = useAccount()
  const names = useTopic('names', undefined) ?? []
  const [isHere, setIsHere] = useState(false)
  const term = openFilter(query, Date.now())
  const suggestions =
    term === undefined
      ? []
      : suggestionsFor(term.filter, term.value, { own: account, conversations, names }).filter(
          ({ word }) => word !== query.slice(term.start),
        )
  function take(word: string) {
    onQuery(completed(query, term, word))
    field.current?.focus()
  }
  function begin(filter: SearchFilter) {
    onQuery(completed(query, term?.value === '' ? term : undefined, `${filter}:`).trimEnd())
    field.current?.focus()
  }
  return (
    <fieldset
      className="flex min-w-0 flex-col gap-2 px-4 pb-2"
      onFocus={() => setIsHere(true)}
      onBlur={(event) => setIsHere(event.currentTarget.contains(event.relatedTarget))}
    >
      <legend className="sr-only">{t('list.search')}</legend>
      <SearchField
        data-nav
        ref={field}
        label={t('list.search')}
        value={query}
        onValue={onQuery}
        onKeyDown={(event) => {
          const [first] = suggestions
          if (event.key !== 'Enter' || first === undefined || event.nativeEvent.isComposing) return
          event.preventDefault()
          take(first.word)
        }}
      />
      {(isHere || query !== '') && <Filters onBegin={begin} />}
      {term !== undefined && (
        <ul aria-label={t('search.suggestions')} className="flex flex-col">
          {suggestions.map((one) => (
            <li key={one.word}>
              <Suggested suggestion={one} onTake={() => take(one.word)} />
            </li>
          ))}
          {isOfDays(term.filter) && (
            <li>
              <Calendar filter={term.filter} onDay={(day) => take(`${term.filter}:${day}`)} />
            </li>
          )}
        </ul>
      )}
    </fieldset>
  )
}

/** A press must not take the focus away before it counts. */
const keepFocus = (event: { preventDefault: () => void }) => event.preventDefault()

function Filters({ onBegin }: { readonly onBegin: (filter: SearchFilter) => void }) {
  const { t } = useTranslation()
  return (
    <ul aria-label={t('search.narrow')} className="flex flex-wrap gap-1.5">
      {searchFilters.map((filter) => (
        <li key={filter}>
          <button
            type="button"
            onMouseDown={keepFocus}
            onClick={() => onBegin(filter)}
            className="min-h-7 rounded-full border border-line px-2.5 text-xs text-ink-soft hover:bg-hover hover:text-ink"
          >
            {t(`search.filters.${filter}`)}
          </button>
        </li>
      ))}
    </ul>
  )
}

const icons = { person: AtSign, conversation: MessagesSquare, day: CalendarDays, link: Link2 } as const

type SuggestedProps = { readonly suggestion: Suggestion; readonly onTake: () => void }

function Suggested({ suggestion, onTake }: SuggestedProps) {
  const { t } = useTranslation()
  const { kind, label, note } = suggestion
  const Icon = icons[kind]
  const words = {
    today: t('search.today'),
    yesterday: t('search.yesterday'),
    link: t('search.link'),
  } as const
  const isWord = (text: string): text is keyof typeof words =>
    (kind === 'day' || kind === 'link') && text in words
  return (
    <button
      type="button"
      data-nav
      onClick={onTake}
      className="flex min-h-9 w-full items-center gap-2.5 rounded-md px-2 text-start text-sm outline-offset-[-2px] hover:bg-hover"
    >
      <Icon aria-hidden="true" className="size-4 shrink-0 text-ink-quiet" />
      <bdi className="truncate">{isWord(label) ? words[label] : label}</bdi>
      {note !== undefined && <span className="truncate text-ink-quiet">{note}</span>}
    </button>
  )
}

function isOfDays(filter: SearchFilter): boolean {
  return filter === 'before' || filter === 'after' || filter === 'on'
}

type CalendarProps = { readonly filter: SearchFilter; readonly onDay: (day: string) => void }

function Calendar({ filter, onDay }: CalendarProps) {
  const { t } = useTranslation()
  return (
    <label className="flex min-h-9 items-center gap-2.5 px-2 text-sm">
      <CalendarDays aria-hidden="true" className="size-4 shrink-0 text-ink-quiet" />
      <span className="flex-1">{t('search.day')}</span>
      <input
        type="date"
        aria-label={`${t(`search.filters.${filter}`)}: ${t('search.day')}`}
        min="1970-01-01"
        onChange={({ target }) => target.value !== '' && target.validity.valid && onDay(target.value)}
        className="min-h-8 rounded-md border border-line bg-sunken px-2 text-ink"
      />
    </label>
  )
}
