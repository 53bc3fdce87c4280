// Finds conversations by their names and lets several be chosen.

import type { ConversationSummary } from '@sotto/client'
import type { ConversationId } from '@sotto/wire'
import clsx from 'clsx'
import { Check } from 'lucide-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { matching } from '../conversations/list-rows.ts'
import { RowAvatar } from '../conversations/row-avatar.tsx'
import { useTopic } from '../engine/use-topic.ts'
import { ConversationName } from '../profile/conversation-name.tsx'
import { arrowKeys } from '../ui/arrow-navigation.ts'
import { SearchField } from '../ui/search-field.tsx'

type Props = {
  readonly chosen: readonly ConversationId[]
  readonly onChosen: (chosen: readonly ConversationId[]) => void
}

/** More are found by their names. */
const mostShown = 100

export function ConversationPicker({ chosen, onChosen }: Props) {
  const { t } = useTranslation()
  const [query, setQuery] = useState('')
  const all = useTopic('conversations', undefined) ?? []
  const found = matching(
    all.filter(({ state }) => state === 'active'),
    query,
  )
  const toggle = (one: ConversationId) => {
    onChosen(chosen.includes(one) ? chosen.filter((other) => other !== one) : [...chosen, one])
    setQuery('')
  }
  return (
    <div ref={arrowKeys} className="flex min-h-0 flex-1 flex-col">
      <div className="px-5 pb-2">
        <SearchField
          data-nav
          autoFocus
          label={t('forward.search')}
          value={query}
          onValue={setQuery}
          onKeyDown={(event) => {
            const [first] = found
            if (event.key !== 'Enter' || query.trim() === '') return
            event.preventDefault()
            if (first !== undefined) toggle(first.conversation)
          }}
        />
      </div>
      <div className="min-h-32 flex-1 overflow-y-auto px-3 pb-2 wide:h-72 wide:flex-initial">
        {found.length === 0 && (
          <p role="status" className="px-2 py-3 text-sm text-ink-quiet">
            {t('forward.none')}
          </p>
        )}
        <ul aria-label={t('forward.list')}>
          {found.slice(0, mostShown).map((summary) => (
            <li key={summary.conversation}>
              <Choice
                summary={summary}
                chosen={chosen.includes(summary.conversation)}
                onToggle={() => toggle(summary.conversation)}
              />
            </li>
          ))}
        </ul>
      </div>
    </div>
  )
}

type ChoiceProps = {
  readonly summary: ConversationSummary
  readonly chosen: boolean
  readonly onToggle: () => void
}

function Choice({ summary, chosen, onToggle }: ChoiceProps) {
  return (
    <button
      type="button"
      data-nav
      aria-pressed={chosen}
      onClick={onToggle}
      className="flex w-full items-center gap-3 rounded-md px-2 py-2 text-start outline-offset-[-2px] hover:bg-hover"
    >
      <RowAvatar summary={summary} />
      <span className="min-w-0 flex-1 truncate font-medium">
        <ConversationName summary={summary} />
      </span>
      <span
        aria-hidden="true"
        className={clsx(
          'grid size-5 shrink-0 place-items-center rounded-full border',
          chosen ? 'border-accent bg-accent text-on-accent' : 'border-line-strong',
        )}
      >
        {chosen && <Check className="size-3.5" strokeWidth={3} />}
      </span>
    </button>
  )
}
