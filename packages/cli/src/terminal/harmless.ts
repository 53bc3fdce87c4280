// What others wrote, made fit for a terminal. A message may hold escape sequences that move the cursor,
// rename the window, or write to the clipboard, and marks that turn the reading direction around; none of
// them reaches the terminal as itself.

// biome-ignore lint/suspicious/noControlCharactersInRegex: finding control characters is what this is for
const control = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/gu
const invisible = /[\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\u{e0000}-\u{e007f}]/gu

/** Keeps line feeds and tabs; shows every other control character as a picture or its code. */
export function harmless(text: string): string {
  return text.replace(/\r\n/g, '\n').replace(control, picture).replace(invisible, codeOf)
}

/** The same on one line. */
export function harmlessLine(text: string): string {
  return harmless(text)
    .replace(/\s*\n\s*/g, ' ')
    .replace(/\t/g, ' ')
}

/** JSON that is plain ASCII where a terminal could act on it; it reads back as the same value. */
export function harmlessJson(value: unknown): string {
  const escaped = (found: string) =>
    [...Array(found.length).keys()]
      .map((index) => `\\u${found.charCodeAt(index).toString(16).padStart(4, '0')}`)
      .join('')
  return JSON.stringify(value).replace(control, escaped).replace(invisible, escaped)
}

function picture(found: string): string {
  const code = found.charCodeAt(0)
  if (code < 0x20) return String.fromCharCode(0x2400 + code)
  return code === 0x7f ? '\u2421' : codeOf(found)
}

function codeOf(found: string): string {
  return `<U+${(found.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}>`
}
