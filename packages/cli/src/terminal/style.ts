// The few ways in which text for people stands out, and how times read.

export type Style = {
  readonly bold: (text: string) => string
  readonly dim: (text: string) => string
  readonly name: (text: string) => string
  readonly good: (text: string) => string
  readonly warn: (text: string) => string
}

export function styleFor(coloured: boolean): Style {
  const wrap = (open: number, close: number) => (text: string) =>
    coloured ? `\u001b[${open}m${text}\u001b[${close}m` : text
  return {
    bold: wrap(1, 22),
    dim: wrap(2, 22),
    name: wrap(36, 39),
    good: wrap(32, 39),
    warn: wrap(33, 39),
  }
}

/** `2026-05-04 13:07` in the machine's own time zone. */
export function timeText(at: number): string {
  const date = new Date(at)
  const two = (value: number) => String(value).padStart(2, '0')
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`
  return `${day} ${two(date.getHours())}:${two(date.getMinutes())}`
}
