// Whether somebody has been signed in on this device before: then they most likely want to sign in again, and there is
// a list to come. Nothing else is remembered of them outside the sealed store.

const key = 'sotto.known'

export function isKnownHere(): boolean {
  return localStorage.getItem(key) !== null
}

export function rememberHere(): void {
  localStorage.setItem(key, 'yes')
}
