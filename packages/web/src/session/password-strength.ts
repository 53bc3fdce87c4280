// A rough, honest hint while a password is chosen: how many guesses a person's attacker would need. It
// advises; the only rule is the length the engine enforces.

export type Strength = 'short' | 'weak' | 'fair' | 'good' | 'strong'

export const minimumLength = 8

const common =
  /^(?:pass(?:word|wort)?|qwert[yz]\w*|asdf\w*|letmein|welcome|admin|login|iloveyou|dragon|monkey|abc123|sotto|\d+)[\d!.?]*$/i

/** `name` weakens a password that holds it. */
export function strengthOf(password: string, name: string): Strength {
  const length = Array.from(password).length
  if (length < minimumLength) return 'short'
  if (common.test(password)) return 'weak'
  const own = name.length > 2 ? password.toLowerCase().replaceAll(name.toLowerCase(), '') : password
  const bits = surprise(own)
  if (bits < 36) return 'weak'
  if (bits < 52) return 'fair'
  return bits < 70 ? 'good' : 'strong'
}

/** Bits: letters cost by their alphabet, but repeats and runs (`aaaa`, `1234`) next to nothing. */
function surprise(password: string): number {
  const perChar = Math.log2(alphabetOf(password))
  let bits = 0
  let before = Number.NaN
  for (const char of password) {
    const code = char.codePointAt(0) ?? 0
    bits += Math.abs(code - before) <= 1 ? 1 : perChar
    before = code
  }
  return Math.min(bits, new Set(password).size * perChar * 1.6)
}

function alphabetOf(password: string): number {
  const kinds: readonly (readonly [RegExp, number])[] = [
    [/[a-z]/, 26],
    [/[A-Z]/, 26],
    [/\d/, 10],
    [/[ -/:-@[-`{-~]/, 33],
    [/[^ -~]/, 60],
  ]
  return Math.max(
    2,
    kinds.reduce((size, [kind, count]) => size + (kind.test(password) ? count : 0), 0),
  )
}
