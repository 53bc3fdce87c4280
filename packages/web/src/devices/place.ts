// Where a network is, in words: what people can tell apart without knowing what a network is.

const own = [/^127\./, /^0:0:0:/]
const local = [/^10\./, /^192\.168\./, /^172\.(1[6-9]|2\d|3[01])\./, /^169\.254\./, /^f[cd]/, /^fe80:/]

/** `network`: in CIDR notation, as the server tells it. */
export function placeOf(network: string): {
  readonly kind: 'own' | 'local' | 'network'
  readonly start: string
} {
  const start = network.replace(/\.0\/\d+$/, '.*').replace(/::\/\d+$/, ':*')
  if (own.some((pattern) => pattern.test(network))) return { kind: 'own', start }
  return { kind: local.some((pattern) => pattern.test(network)) ? 'local' : 'network', start }
}
