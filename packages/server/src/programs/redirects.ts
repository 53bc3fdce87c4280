// Where a program may have people sent back to (rule OA-3; RFC 8252 §7, RFC 9700 §2.1): a page of its own over HTTPS, a
// port of the person's own machine, or an address scheme that only its app has.

const loopback = ['127.0.0.1', '[::1]']

/** Whether a program may register it. */
export function isFitRedirect(uri: string): boolean {
  const url = URL.parse(uri)
  // spaces divide them where they are kept
  if (url === null || /[\s#]/.test(uri) || url.username !== '' || url.password !== '') return false
  switch (url.protocol) {
    case 'https:':
      return url.hostname !== ''
    case 'http:':
      return loopback.includes(url.hostname)
    default:
      // RFC 8252 §7.1: a domain name in reverse, which no scheme of a browser's is
      return /^[a-z][a-z0-9-]*(\.[a-z0-9-]+)+:$/.test(url.protocol)
  }
}

/** Exactly as registered; on the person's own machine on any port (RFC 8252 §7.3). */
export function isRedirectOf(registered: readonly string[], uri: string): boolean {
  return registered.some((one) => one === uri || (isLoopback(one) && sameButPort(one, uri)))
}

/** What a person is told of it. */
export function hostOf(uri: string): string {
  const url = URL.parse(uri)
  return url === null || url.host === '' ? (url?.protocol.slice(0, -1) ?? '') : url.host
}

function isLoopback(uri: string): boolean {
  const url = URL.parse(uri)
  return url?.protocol === 'http:' && loopback.includes(url.hostname)
}

function sameButPort(one: string, other: string): boolean {
  return isFitRedirect(other) && isLoopback(other) && withoutPort(one) === withoutPort(other)
}

function withoutPort(uri: string): string {
  return uri.replace(/^(http:\/\/(?:127\.0\.0\.1|\[::1\])):\d{1,5}(?=[/?]|$)/, '$1')
}
