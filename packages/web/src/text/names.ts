// What is drawn of a name: initials and a steady hue.

const hues = [25, 60, 95, 150, 182, 230, 265, 300, 345] as const

/** One or two capitals: of the first two words, or of the only one. */
export function initialsOf(name: string): string {
  const words = name.split(/[\s.-]+/).filter((word) => word !== '')
  const letters = words.slice(0, 2).map((word) => Array.from(word)[0] ?? '')
  return letters.join('').toLocaleUpperCase()
}

/** An OKLCH hue in degrees, the same for the same name on every device. */
export function hueOf(name: string): number {
  let sum = 7
  for (const char of name) sum = (sum * 31 + (char.codePointAt(0) ?? 0)) % 65_521
  return hues[sum % hues.length] ?? hues[0]
}
