// Erasure of secrets that have done their work. The language can't promise that no copy is left, but
// what we hold ourselves goes at once instead of whenever memory is collected.

export function erase(...secrets: readonly Uint8Array[]): void {
  for (const secret of secrets) secret.fill(0)
}
