// The interactive screen, drawn from the model's state: conversations at the left, messages at the right, and below
// them the text that is being written. Everything is rows of parts that fit already; this only puts them in their
// places. Elements are made by hand, because TypeScript that only has its types stripped knows no JSX.

import { Box, Text, type TextProps, useCursor, useInput, usePaste } from 'ink'
import { createContext, createElement as h, type ReactNode, useContext, useSyncExternalStore } from 'react'
import { padded } from './cells.ts'
import { type ChatModel, modeOf } from './chat-model.ts'
import type { ChatState } from './chat-state.ts'
import { bannerRow, closedRow, footerRow, headerRow } from './frame-rows.ts'
import { type Geometry, geometryOf, rowsOnScreen } from './geometry.ts'
import { listRows } from './list-rows.ts'
import { type Panel, panelOf } from './panel-rows.ts'
import { fittedRow, type Look, part, type Row, rowWidth } from './rows.ts'

type Props = { readonly model: ChatModel; readonly coloured: boolean; readonly clock: () => number }

/** Whether colours are wanted; what they say is said without them, too. */
const Coloured = createContext(true)

export function Screen({ model, coloured, clock }: Props): ReactNode {
  const state = useSyncExternalStore(model.store.subscribe, () => model.store.state)
  const { setCursorPosition } = useCursor()
  usePaste((text) => model.paste(text))
  useInput((input, key) => model.press({ ...key, input }))
  const geometry = geometryOf(state)
  const layout = { width: state.size.columns - 2, height: geometry.middleHeight, now: clock() }
  const panel = panelOf(state, layout)
  setCursorPosition(cursorOf(state, geometry, panel))
  const { columns, rows } = state.size
  return h(
    Coloured.Provider,
    { value: coloured },
    h(
      Box,
      { width: columns, height: rows, flexDirection: 'column', overflow: 'hidden' },
      h(RowView, { row: [part(' '), ...headerRow(state, columns - 2)], width: columns }),
      h(Rule, { width: columns }),
      h(
        Box,
        { height: geometry.middleHeight, flexShrink: 0, overflow: 'hidden' },
        panel === undefined
          ? h(Middle, { state, geometry, now: layout.now })
          : h(PanelView, { panel, width: columns }),
      ),
      h(Rule, { width: columns }),
      h(Composer, { state, geometry }),
      h(RowView, { row: [part(' '), ...footerRow(state, modeOf(state))], width: columns }),
    ),
  )
}

/** Where the terminal's own cursor stands: in the text that is being written, if one is. */
function cursorOf(
  state: ChatState,
  { middleHeight, hasBanner, composer }: Geometry,
  panel: Panel | undefined,
) {
  const top = 2
  if (panel !== undefined) {
    return panel.cursor === undefined ? undefined : { x: panel.cursor.x + 1, y: panel.cursor.y + top }
  }
  if (modeOf(state) !== 'write') return undefined
  const { x, y } = composer.cursor
  return { x: x + 2, y: y + top + middleHeight + 1 + (hasBanner ? 1 : 0) }
}

type Parts = { readonly state: ChatState; readonly geometry: Geometry }

function Middle({ state, geometry, now }: Parts & { readonly now: number }): ReactNode {
  const { wide } = geometry
  const isList = state.focus === 'list'
  return h(
    Box,
    { flexDirection: 'row' },
    wide || isList ? h(List, { state, geometry, now }) : undefined,
    wide ? h(Divider, { height: geometry.middleHeight }) : undefined,
    wide || !isList ? h(Timeline, { state, geometry }) : undefined,
  )
}

function List({ state, geometry, now }: Parts & { readonly now: number }): ReactNode {
  const { listWidth: width, middleHeight: height } = geometry
  const rows = listRows(state, { width: width - 3, height, now })
  return h(
    Box,
    { width, flexShrink: 0, flexDirection: 'column' },
    rows.length === 0
      ? h(RowView, { row: [part('  No conversations yet', 'dim')], width })
      : rows.map(({ row, isOpen, isChosen }, index) =>
          h(RowView, {
            key: index,
            row: [part(isChosen ? '> ' : isOpen ? '▌ ' : '  '), ...row, part(' ')],
            width,
            inverse: isChosen,
          }),
        ),
  )
}

function Divider({ height }: { readonly height: number }): ReactNode {
  const lines = Array.from({ length: height }, () => '│').join('\n')
  return h(Box, { width: 1, flexShrink: 0 }, h(Text, { dimColor: true }, lines))
}

function Timeline({ state, geometry }: Parts): ReactNode {
  const width = geometry.timelineWidth + 3
  const rows = rowsOnScreen(state)
  return h(
    Box,
    { width, height: geometry.middleHeight, flexDirection: 'column', justifyContent: 'flex-end' },
    rows.length === 0 && state.timeline !== undefined
      ? h(RowView, { row: [part('  No messages yet.', 'dim')], width })
      : rows.map(({ row, key, body, fromEnd }) => {
          const isSelected = state.focus === 'messages' && body && key === state.selected
          const gutter = part(isSelected ? '▌ ' : '  ', 'name')
          return h(RowView, { key: `${key} ${fromEnd}`, row: [gutter, ...row], width })
        }),
  )
}

function PanelView({ panel, width }: { readonly panel: Panel; readonly width: number }): ReactNode {
  return h(
    Box,
    { width, flexDirection: 'column' },
    panel.rows.map(({ row, isChosen }, index) =>
      h(RowView, { key: index, row: [part(isChosen ? '>' : ' '), ...row], width, inverse: isChosen }),
    ),
  )
}

function Composer({ state, geometry }: Parts): ReactNode {
  const width = state.size.columns
  const closed = closedRow(state)
  const { rows } = geometry.composer
  const isEmpty = rows.length === 1 && rows[0] === ''
  const lines: Row[] = rows.map((text, index) => [part(index === 0 ? '> ' : '  ', 'own'), part(text)])
  const shown = closed === undefined ? (isEmpty ? [placeholder] : lines) : [[part(' '), ...closed]]
  return h(
    Box,
    { flexDirection: 'column', flexShrink: 0, height: rows.length + (geometry.hasBanner ? 1 : 0) },
    geometry.hasBanner ? h(RowView, { row: [part(' '), ...bannerRow(state)], width }) : undefined,
    shown.map((row, index) => h(RowView, { key: index, row, width })),
  )
}

const placeholder: Row = [part('> ', 'own'), part('Write a message', 'dim')]

function Rule({ width }: { readonly width: number }): ReactNode {
  return h(RowView, { row: [part('─'.repeat(width), 'dim')], width })
}

type Drawn = { readonly row: Row; readonly width: number; readonly inverse?: boolean }

function RowView({ row, width, inverse = false }: Drawn): ReactNode {
  const coloured = useContext(Coloured)
  const shown = fittedRow(row, width)
  const rest = part(inverse ? padded('', width - rowWidth(shown)) : ' ')
  return h(
    Box,
    { height: 1, width, flexShrink: 0, overflow: 'hidden' },
    h(
      Text,
      { wrap: 'truncate', inverse },
      [...shown, ...(rowWidth(shown) < width ? [rest] : [])].map(({ text, look }, index) =>
        h(Text, { key: index, ...propsOf(look, coloured) }, text),
      ),
    ),
  )
}

const looks: Readonly<Record<Look, { props: TextProps; color?: string }>> = {
  plain: { props: {} },
  dim: { props: { dimColor: true } },
  bold: { props: { bold: true } },
  name: { props: { bold: true }, color: 'cyan' },
  own: { props: { bold: true }, color: 'green' },
  good: { props: { bold: true }, color: 'green' },
  warn: { props: { bold: true }, color: 'yellow' },
}

function propsOf(look: Look, coloured: boolean): TextProps {
  const { props, color } = looks[look]
  return coloured && color !== undefined ? { ...props, color } : props
}
