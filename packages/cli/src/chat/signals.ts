// What is said to the terminal beside the drawing: its title, the bell, a notification, its clipboard. Whatever others
// wrote goes into these sequences harmless, so that none can be ended before its time or be followed by another one.

import { Buffer } from 'node:buffer'
import { harmlessLine } from '../terminal/harmless.ts'

const esc = '\u001b'
const end = '\u0007'
/** What terminals take at most, in bytes of text. */
const mostCopied = 74_000

export const signals = {
  /** Keeps the terminal's own title on its stack, for `giveTitleBack`. */
  keepTitle: `${esc}[22;2t`,
  giveTitleBack: `${esc}[23;2t`,
  title: (text: string) => `${esc}]2;${harmlessLine(text)}${end}`,
  bell: end,
  /** The bell, and a notification in the two ways that terminals know. */
  notify: (text: string) => {
    const said = harmlessLine(text)
    return `${end}${esc}]9;${said}${end}${esc}]777;notify;Sotto;${said.replaceAll(';', ',')}${end}`
  },
  /** Undefined for a text that is too long for terminals. */
  copy: (text: string): string | undefined => {
    const bytes = Buffer.from(text, 'utf8')
    return bytes.length > mostCopied ? undefined : `${esc}]52;c;${bytes.toString('base64')}${end}`
  },
} as const
