// The secret of a run to the provider, kept by this tab until the browser comes back to it, and read once.

const key = 'sotto.sso'

export function keepSecret(secret: string): void {
  sessionStorage.setItem(key, secret)
}

/** Empty where this tab has begun none. */
export function takeSecret(): string {
  const secret = sessionStorage.getItem(key) ?? ''
  sessionStorage.removeItem(key)
  return secret
}
