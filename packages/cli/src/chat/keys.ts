// Which key does what, in each place where keys can go, and the words for the screen that lists them.

import { type Draft, isEmpty, type KeyPress } from './line-editor.ts'

export type Mode = 'write' | 'messages' | 'list' | 'request' | 'over' | 'pick' | 'confirm' | 'help'

/** Keys for the whole screen, in every mode where they are not text. */
const everywhere = {
  'Ctrl-C': 'leave',
  'Ctrl-Z': 'suspend',
  'Ctrl-F': 'search',
  'Ctrl-K': 'jump',
  'Ctrl-N': 'next',
  'Ctrl-P': 'previous',
  'Alt-Down': 'next',
  'Alt-Up': 'previous',
  'Ctrl-End': 'newest',
  PageUp: 'page-older',
  PageDown: 'page-newer',
} as const

const commands = { '/': 'jump', '?': 'help' } as const
const upDown = { Up: 'up', Down: 'down' } as const
const upDownLetters = { ...upDown, k: 'up', j: 'down' } as const
const ends = { Home: 'oldest', g: 'oldest', End: 'newest', G: 'newest' } as const

const bindings = {
  write: {
    ...everywhere,
    ...upDown,
    Enter: 'submit',
    'Alt-Enter': 'newline',
    'Ctrl-J': 'newline',
    Tab: 'focus-list',
    Esc: 'cancel',
  },
  messages: {
    ...everywhere,
    ...commands,
    ...upDownLetters,
    ...ends,
    r: 'reply',
    '+': 'react',
    e: 'edit',
    d: 'delete',
    c: 'copy',
    s: 'star',
    p: 'pin',
    t: 'retry',
    o: 'quoted',
    Enter: 'quoted',
    Tab: 'focus-list',
    Esc: 'focus-write',
    i: 'focus-write',
  },
  list: {
    ...everywhere,
    ...commands,
    ...upDownLetters,
    ...ends,
    Enter: 'choose',
    Right: 'choose',
    p: 'pin',
    m: 'mute',
    n: 'jump',
    Tab: 'focus-write',
    Esc: 'focus-write',
  },
  request: {
    ...everywhere,
    ...commands,
    Up: 'up',
    a: 'accept',
    x: 'decline',
    b: 'block',
    Tab: 'focus-list',
    Esc: 'cancel',
  },
  over: { ...everywhere, ...commands, Up: 'up', Tab: 'focus-list', Esc: 'cancel' },
  pick: {
    'Ctrl-C': 'leave',
    'Ctrl-Z': 'suspend',
    ...upDown,
    'Ctrl-N': 'down',
    'Ctrl-P': 'up',
    Enter: 'choose',
    Esc: 'close',
    'Ctrl-G': 'close',
  },
  confirm: {
    'Ctrl-C': 'leave',
    'Ctrl-Z': 'suspend',
    e: 'for-everyone',
    m: 'for-me',
    y: 'yes',
    n: 'close',
    Esc: 'close',
  },
  help: {
    'Ctrl-C': 'leave',
    'Ctrl-Z': 'suspend',
    ...upDownLetters,
    PageUp: 'page-older',
    PageDown: 'page-newer',
    Esc: 'close',
    q: 'close',
    Enter: 'close',
    '?': 'close-and-write',
  },
} as const satisfies Record<Mode, Record<string, string>>

export type Action = {
  [M in Mode]: (typeof bindings)[M] extends Record<string, infer A> ? A : never
}[Mode]

/** What a key does; undefined where it is text, or nothing. */
export function actionOf(mode: Mode, key: KeyPress, draft: Draft): Action | undefined {
  const name = nameOf(key)
  const isText = mode === 'write' || mode === 'pick'
  // What readline does with them comes first, while there is something for it to do.
  if (isText && name === 'Ctrl-K' && draft.after.length > 0) return undefined
  if (name === 'Ctrl-D' && (!isText || isEmpty(draft))) return 'leave'
  if (mode === 'write' && isEmpty(draft) && (name === '/' || name === '?')) return commands[name]
  if (mode === 'pick' && isEmpty(draft) && name === '/') return 'close-and-write'
  const found: Record<string, Action> = bindings[mode]
  return Object.hasOwn(found, name) ? found[name] : undefined
}

const named = [
  ['upArrow', 'Up'],
  ['downArrow', 'Down'],
  ['leftArrow', 'Left'],
  ['rightArrow', 'Right'],
  ['pageUp', 'PageUp'],
  ['pageDown', 'PageDown'],
  ['home', 'Home'],
  ['end', 'End'],
  ['return', 'Enter'],
  ['tab', 'Tab'],
] as const

function nameOf(key: KeyPress): string {
  if (key.escape === true) return 'Esc'
  if (key.input === '\n') return 'Ctrl-J'
  const special = named.find(([flag]) => key[flag] === true)?.[1]
  const base = special ?? (key.ctrl === true ? key.input.toUpperCase() : key.input)
  return `${key.ctrl === true ? 'Ctrl-' : ''}${key.meta === true ? 'Alt-' : ''}${base}`
}

export type KeyLine = { readonly keys: string; readonly what: string }
export type KeyGroup = { readonly title: string; readonly lines: readonly KeyLine[] }

export const keyGroups: readonly KeyGroup[] = [
  {
    title: 'Everywhere',
    lines: [
      { keys: 'Ctrl-K  /', what: 'go to a conversation by name, or begin one' },
      { keys: 'Ctrl-F', what: 'search all messages' },
      { keys: 'Alt-Up Alt-Down', what: 'the conversation above or below (also Ctrl-P, Ctrl-N)' },
      { keys: 'Tab', what: 'to the list of conversations, and back' },
      { keys: 'PageUp PageDown', what: 'scroll; Ctrl-End goes to the newest' },
      { keys: '?', what: 'this; once more writes it' },
      { keys: 'Ctrl-Z', what: 'sleep until fg' },
      { keys: 'Ctrl-C', what: 'end; what is being written is kept' },
    ],
  },
  {
    title: 'Writing',
    lines: [
      { keys: 'Enter', what: 'send' },
      { keys: 'Alt-Enter Ctrl-J', what: 'a new line' },
      { keys: 'Up', what: 'from the first line: choose a message' },
      { keys: 'Esc', what: 'neither answer nor edit; back to the search, or to the list' },
      { keys: 'Ctrl-A -E -B', what: 'to the beginning, the end, one back; Alt-B Alt-F by words' },
      {
        keys: 'Ctrl-U -K -W',
        what: 'cut to the beginning, to the end, the last word; Ctrl-Y brings it back',
      },
      { keys: 'Ctrl-T Alt-D', what: 'exchange two characters; cut the next word' },
    ],
  },
  {
    title: 'A message that is chosen',
    lines: [
      { keys: 'Up Down', what: 'another one (also k, j); Home and End for the ends' },
      { keys: 'r', what: 'answer it' },
      { keys: '+', what: 'react, or take a reaction back' },
      { keys: 'e', what: 'edit it, if it is yours' },
      { keys: 'd', what: 'delete it, for everyone or for you' },
      { keys: 'c', what: 'copy its text' },
      { keys: 's', what: 'star it, or take the star away' },
      { keys: 'p', what: 'pin it for everyone, or not any more' },
      { keys: 't', what: 'try again what was not sent' },
      { keys: 'o', what: 'go to what it answers' },
      { keys: 'Esc', what: 'back to writing' },
    ],
  },
  {
    title: 'The list',
    lines: [
      { keys: 'Up Down', what: 'another one' },
      { keys: 'Enter', what: 'open it' },
      { keys: 'p', what: 'pin, or not' },
      { keys: 'm', what: 'mute, or not' },
      { keys: 'n', what: 'begin a conversation' },
    ],
  },
  {
    title: 'A request',
    lines: [
      { keys: 'a', what: 'accept it' },
      { keys: 'x', what: 'delete it' },
      { keys: 'b', what: 'block whoever wrote, and delete it' },
    ],
  },
]
