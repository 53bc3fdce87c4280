// A password as RFC 8265 §4.2 (OpaqueString) has it, so that two keyboards type the same one: NFC, any space
// as U+0020 (spec/accounts.md A-10).

export function preparePassword(password: string): string {
  if (password === '') throw new RangeError('an empty password')
  return password.normalize('NFC').replace(/\p{Zs}/gu, ' ')
}
