// The panels that stand in place of the messages while somebody looks for something, as rows of a given size.

import { piecesFound, searchTerms, wantedWords } from '@sotto/client/search'
import { harmlessLine } from '../terminal/harmless.ts'
import type { ChatState, Overlay } from './chat-state.ts'
import { composerRows } from './composer-rows.ts'
import { keyGroups } from './keys.ts'
import { textOf } from './line-editor.ts'
import { type Choice, choicesOf, choiceText } from './picking.ts'
import { fittedRow, part, type Row, spread } from './rows.ts'
import { shortTime } from './timeline-rows.ts'

export type PanelRow = { readonly row: Row; readonly isChosen: boolean }
export type Panel = {
  readonly rows: readonly PanelRow[]
  readonly cursor?: { readonly x: number; readonly y: number }
}

type Layout = { readonly width: number; readonly height: number; readonly now: number }

/** Undefined while the messages, or the list, are what is shown. */
export function panelOf(state: ChatState, layout: Layout): Panel | undefined {
  const { overlay } = state
  if (overlay === undefined || overlay.kind === 'confirm') return undefined
  return overlay.kind === 'help' ? help(overlay.first, layout) : picker(state, overlay, layout)
}

type Picker = Exclude<Overlay, { kind: 'confirm' | 'help' }>

const prompts = { jump: 'Go to: ', search: 'Search: ', react: 'Reaction: ' } as const

function picker(state: ChatState, overlay: Picker, layout: Layout): Panel {
  const { width, height, now } = layout
  const prompt = prompts[overlay.kind]
  const room = Math.max(1, width - prompt.length - 1)
  const { rows, cursor } = composerRows(overlay.draft, room, 1)
  const choices = choicesOf(state)
  const perChoice = overlay.kind === 'search' ? 2 : 1
  const fits = Math.max(1, Math.floor((height - 2) / perChoice))
  const first = Math.max(0, Math.min(overlay.at - Math.floor(fits / 2), choices.length - fits))
  const words = overlay.kind === 'search' ? wantedWords(searchTerms(overlay.found, now)) : []
  const shown = choices
    .slice(first, first + fits)
    .flatMap((choice, index) =>
      choiceRows(choice, layout, words).map((row) => ({ row, isChosen: first + index === overlay.at })),
    )
  const none = choices.length === 0 ? [[part(emptyText(overlay), 'dim')]] : []
  return {
    rows: [
      ...[[part(prompt, 'bold'), part(rows[0] ?? '')], []].map((row) => ({ row, isChosen: false })),
      ...none.map((row) => ({ row, isChosen: false })),
      ...shown,
    ],
    cursor: { x: prompt.length + cursor.x, y: 0 },
  }
}

function emptyText(overlay: Picker): string {
  const text = textOf(overlay.draft).trim()
  if (overlay.kind !== 'search') return text === '' ? 'No conversations yet.' : 'Nothing has this name.'
  if (text === '')
    return 'All messages on this device, by words; also from:NAME in:NAME on:2026-03-09 before: after: has:link'
  return overlay.found === text ? 'Nothing found.' : 'Searching …'
}

function choiceRows(choice: Choice, { width, now }: Layout, words: readonly string[]): Row[] {
  switch (choice.kind) {
    case 'hit': {
      const { conversationName, message } = choice.hit
      const who = [part(message.from, message.mine ? 'own' : 'name')]
      const where =
        conversationName === message.from ? [] : [part(`  ${harmlessLine(conversationName)}`, 'dim')]
      const when = [part(shortTime(message.at, now), 'dim')]
      return [
        spread([...who, ...where], when, width),
        fittedRow([part('  '), ...foundIn(choiceText(choice), words)], width),
      ]
    }
    case 'conversation': {
      const { unread, kind, members } = choice.summary
      const who = kind === 'group' ? [part(`  ${members.join(', ')}`, 'dim')] : []
      const marks = unread === 0 ? [] : [part(`${unread} new`, 'good')]
      return [spread([part(choiceText(choice)), ...who], marks, width)]
    }
    default:
      return [fittedRow([part(choiceText(choice))], width)]
  }
}

function foundIn(text: string, words: readonly string[]): Row {
  return piecesFound(text, words).map((piece) => part(piece.text, piece.found ? 'bold' : 'plain'))
}

const keyWidth = 18

function help(first: number, { width, height }: Layout): Panel {
  const rows = keyGroups.flatMap(({ title, lines }, index): Row[] => [
    ...(index === 0 ? [] : [[]]),
    [part(title, 'bold')],
    ...lines.map(({ keys, what }) => [part(`  ${keys.padEnd(keyWidth)}`, 'name'), part(what)]),
  ])
  const from = Math.max(0, Math.min(first, rows.length - height))
  return {
    rows: rows.slice(from, from + height).map((row) => ({ row: fittedRow(row, width), isChosen: false })),
  }
}
