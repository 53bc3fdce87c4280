// Alt with an arrow goes to the conversation above or below the open one, in the order of the list.

import { useNavigate } from '@tanstack/react-router'
import { listRows } from '../conversations/list-rows.ts'
import { useTopic } from '../engine/use-topic.ts'
import { useShortcut } from './use-shortcut.ts'

export function useNeighbours(open: string | undefined): void {
  const navigate = useNavigate()
  const conversations = useTopic('conversations', undefined)

  function go(step: 1 | -1) {
    const rows = listRows(conversations ?? []).flatMap((row) => (row.type === 'heading' ? [] : [row.summary]))
    const present = rows.findIndex(({ conversation }) => conversation === open)
    const next = present === -1 ? rows.at(step === 1 ? 0 : -1) : rows[present + step]
    if (next === undefined) return
    void navigate({ to: '/c/$conversation', params: { conversation: next.conversation }, search: {} })
  }

  useShortcut('arrowdown', () => go(1), { alt: true })
  useShortcut('arrowup', () => go(-1), { alt: true })
}
