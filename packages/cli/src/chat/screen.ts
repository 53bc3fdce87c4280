// The interactive screen, drawn from the model's state: conversations at the left, messages at the right, and
// below them the line in which one writes. Elements are made by hand, because TypeScript that only has its
// types stripped knows no JSX.

import type { ConversationSummary } from '@sotto/client'
import { Box, Text, useApp, useInput, usePaste, useWindowSize } from 'ink'
import { createElement as h, type ReactNode, useSyncExternalStore } from 'react'
import { harmlessLine } from '../terminal/harmless.ts'
import type { ChatModel, ChatState } from './chat-model.ts'
import { textOf } from './line-editor.ts'
import { lineOf, type TimelineLine } from './timeline-lines.ts'

const narrow = 70
const listWidth = 28

export function Screen({ model }: { readonly model: ChatModel }): ReactNode {
  const state = useSyncExternalStore(model.subscribe, model.state)
  const { columns, rows } = useWindowSize()
  useKeys(model)
  const wide = columns >= narrow
  return h(
    Box,
    { width: columns, height: rows, flexDirection: 'column' },
    h(Header, { state }),
    h(
      Box,
      { flexGrow: 1, overflow: 'hidden' },
      wide ? h(List, { state, rows }) : undefined,
      h(Timeline, { state, rows }),
    ),
    h(Composer, { state }),
    h(Footer, { state }),
  )
}

function useKeys(model: ChatModel): void {
  const { exit } = useApp()
  usePaste((text) => model.paste(text))
  useInput((input, key) => {
    if (key.ctrl && (input === 'c' || input === 'd')) return exit()
    if (key.upArrow || (key.ctrl && input === 'p')) return model.step(-1)
    if (key.downArrow || key.tab || (key.ctrl && input === 'n')) return model.step(1)
    if (key.pageUp) return model.scroll(1)
    if (key.pageDown) return model.scroll(-1)
    if (key.return && key.meta) return model.paste('\n')
    if (key.return) return void model.submit()
    if (key.escape) return
    model.type({ ...key, input })
  })
}

type Part = { readonly state: ChatState }

function Header({ state }: Part): ReactNode {
  const open = state.conversations.find((one) => one.conversation === state.open)
  return h(
    Box,
    { justifyContent: 'space-between', paddingX: 1, flexShrink: 0 },
    h(Text, { bold: true, wrap: 'truncate' }, open === undefined ? 'Sotto' : titleOf(open)),
    h(Text, { dimColor: true, wrap: 'truncate' }, `${state.account}${connectionText(state)}`),
  )
}

function titleOf(one: ConversationSummary): string {
  const who = one.kind === 'group' ? `  ${one.members.join(', ')}` : ''
  return `${harmlessLine(one.name)}${one.state === 'active' ? '' : ` [${one.state}]`}${who}`
}

function connectionText({ connection }: ChatState): string {
  if (connection === undefined || connection.state === 'connecting') return ' · connecting'
  const waiting = connection.waiting > 0 ? `, ${connection.waiting} waiting` : ''
  return connection.state === 'online' ? '' : ` · server unreachable${waiting}`
}

function List({ state, rows }: Part & { readonly rows: number }): ReactNode {
  const at = Math.max(
    0,
    state.conversations.findIndex((one) => one.conversation === state.open),
  )
  const room = Math.max(1, rows - 5)
  const first = Math.max(0, at - room + 1)
  return h(
    Box,
    { width: listWidth, flexShrink: 0, flexDirection: 'column', borderStyle: 'single', borderDimColor: true },
    state.conversations.length === 0 ? h(Text, { dimColor: true }, 'No conversations yet') : undefined,
    ...state.conversations.slice(first, first + room).map((one) => {
      const unread = one.unread > 0 ? ` (${one.unread})` : ''
      const selected = one.conversation === state.open
      return h(
        Text,
        { key: one.conversation, inverse: selected, bold: one.unread > 0, wrap: 'truncate' },
        `${harmlessLine(one.name)}${unread}`,
      )
    }),
  )
}

function Timeline({ state, rows }: Part & { readonly rows: number }): ReactNode {
  const items = state.timeline?.items ?? []
  const end = items.length - state.scrolled
  const shown = items.slice(Math.max(0, end - rows), end).map(lineOf)
  return h(
    Box,
    {
      flexGrow: 1,
      flexDirection: 'column',
      justifyContent: 'flex-end',
      overflow: 'hidden',
      borderStyle: 'single',
      borderDimColor: true,
      paddingX: 1,
    },
    shown.length === 0 ? h(Text, { dimColor: true }, emptyText(state)) : undefined,
    ...shown.map((line) => h(Line, { key: line.key, line })),
  )
}

function emptyText(state: ChatState): string {
  return state.open === undefined ? 'Write /to NAME to begin a conversation.' : 'No messages yet.'
}

function Line({ line }: { readonly line: TimelineLine }): ReactNode {
  const name =
    line.from === undefined ? undefined : h(Text, { color: line.mine ? 'green' : 'cyan' }, `${line.from}: `)
  return h(
    Box,
    { flexShrink: 0 },
    h(
      Text,
      { wrap: 'wrap' },
      h(Text, { dimColor: true }, `${line.time} `),
      name,
      h(Text, { dimColor: line.from === undefined }, line.text),
      h(Text, { dimColor: true }, line.mark === '' ? '' : `  ${line.mark}`),
    ),
  )
}

function Composer({ state }: Part): ReactNode {
  const [under = ' ', ...after] = state.draft.after
  const cursor = under === '\n' ? ' \n' : harmlessLine(under)
  return h(
    Box,
    { flexShrink: 0, paddingX: 1 },
    h(Text, { color: 'green' }, '> '),
    h(
      Text,
      { wrap: 'wrap' },
      shownText(state.draft.before),
      h(Text, { inverse: true }, cursor),
      shownText(after),
      textOf(state.draft) === '' ? h(Text, { dimColor: true }, 'Write a message') : '',
    ),
  )
}

function shownText(characters: readonly string[]): string {
  return characters.map((one) => (one === '\n' ? one : harmlessLine(one))).join('')
}

const keys = 'Enter send · Alt+Enter new line · ↑↓ conversation · PgUp/PgDn scroll · /to NAME · Ctrl+C end'

function Footer({ state }: Part): ReactNode {
  const notice = state.notice !== ''
  return h(
    Box,
    { flexShrink: 0, paddingX: 1 },
    h(
      Text,
      { wrap: 'truncate', dimColor: !notice, ...(notice ? { color: 'yellow' } : {}) },
      notice ? harmlessLine(state.notice) : keys,
    ),
  )
}
