// The list of conversations, virtual: a thousand cost what a screenful does.

import type { ConversationSummary } from '@sotto/client'
import { useVirtualizer } from '@tanstack/react-virtual'
import { memo, useCallback, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { ConversationLink } from './conversation-link.tsx'
import { ConversationRow } from './conversation-row.tsx'
import type { ListRow } from './list-rows.ts'

type Props = {
  readonly rows: readonly ListRow[]
  readonly open: string | undefined
}

const rowHeight = 68
const headingHeight = 36

export function ConversationList({ rows, open }: Props) {
  const { t } = useTranslation()
  const scroller = useRef<HTMLDivElement>(null)
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    getItemKey: useCallback((index: number) => rows[index]?.key ?? index, [rows]),
    estimateSize: (index) => (rows[index]?.type === 'heading' ? headingHeight : rowHeight),
    overscan: 6,
    paddingEnd: 12,
  })
  const current = rows.findIndex((row) => row.type === 'conversation' && row.key === open)
  const entry = current === -1 ? rows.findIndex((row) => row.type === 'conversation') : current
  return (
    <div ref={scroller} className="min-h-0 flex-1 overflow-y-auto px-2">
      <ul className="relative" style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map((item) => {
          const row = rows[item.index]
          if (row === undefined) return null
          return (
            <li
              key={item.key}
              aria-setsize={rows.length}
              aria-posinset={item.index + 1}
              className="absolute inset-x-0 top-0"
              style={{ height: item.size, transform: `translateY(${item.start}px)` }}
            >
              {row.type === 'heading' ? (
                <h2 className="px-3 pt-3 text-xs font-semibold text-ink-quiet">{t(`list.${row.key}`)}</h2>
              ) : (
                <Entry
                  summary={row.summary}
                  open={row.key === open}
                  tabIndex={item.index === entry ? 0 : -1}
                />
              )}
            </li>
          )
        })}
      </ul>
    </div>
  )
}

type EntryProps = {
  readonly summary: ConversationSummary
  readonly open: boolean
  readonly tabIndex: number
}

/** Summaries that did not change are the same objects: those entries are not drawn again. */
const Entry = memo(function Entry({ summary, open, tabIndex }: EntryProps) {
  return (
    <ConversationLink conversation={summary.conversation} open={open} tabIndex={tabIndex}>
      <ConversationRow summary={summary} open={open} />
    </ConversationLink>
  )
})
