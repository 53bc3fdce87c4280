// Media types as MIMI parts carry them (RFC 2045 §5.1, as far as a receiver must tell them apart):
// type and subtype without regard to case, parameters after semicolons, quoted or not.

export type MediaType = { readonly type: string; readonly parameters: ReadonlyMap<string, string> }

export const mediaTypes = {
  markdown: 'text/markdown;variant=GFM-MIMI',
  plain: 'text/plain;charset=utf-8',
  status: 'application/mimi-message-status',
  leave: 'application/vnd.sotto.leave',
  history: 'application/vnd.sotto.history',
  profile: 'application/vnd.sotto.profile',
  pin: 'application/vnd.sotto.pin',
} as const

/** Lower-cases type and parameter names; parameters that don't parse are left out. */
export function parseMediaType(text: string): MediaType {
  const [type = '', ...rest] = text.split(';')
  const parameters = new Map<string, string>()
  for (const one of rest) {
    const at = one.indexOf('=')
    if (at <= 0) continue
    const value = one.slice(at + 1).trim()
    parameters.set(one.slice(0, at).trim().toLowerCase(), value.replace(/^"(.*)"$/, '$1'))
  }
  return { type: type.trim().toLowerCase(), parameters }
}
