// RFC 4648 §5 without padding, the only text form of bytes on Sotto's wire. Decoding is strict:
// one text for one sequence of bytes, so that ids can be compared as strings.

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'
const values = new Int8Array(128).fill(-1)
for (let i = 0; i < alphabet.length; i++) values[alphabet.charCodeAt(i)] = i

export function bytesToBase64url(bytes: Uint8Array): string {
  let text = ''
  for (let i = 0; i < bytes.length; i += 3) {
    const a = bytes[i] ?? 0
    const b = bytes[i + 1] ?? 0
    const c = bytes[i + 2] ?? 0
    const left = bytes.length - i
    text += alphabet.charAt(a >> 2) + alphabet.charAt(((a & 3) << 4) | (b >> 4))
    if (left > 1) text += alphabet.charAt(((b & 15) << 2) | (c >> 6))
    if (left > 2) text += alphabet.charAt(c & 63)
  }
  return text
}

/** `undefined` for anything that `bytesToBase64url` would not have written. */
export function base64urlToBytes(text: string): Uint8Array<ArrayBuffer> | undefined {
  const rest = text.length % 4
  if (rest === 1) return undefined
  const bytes = new Uint8Array(Math.floor((text.length * 3) / 4))
  let bits = 0
  let held = 0
  let at = 0
  for (let i = 0; i < text.length; i++) {
    const value = values[text.charCodeAt(i)] ?? -1
    if (value < 0) return undefined
    held = ((held << 6) | value) & 0xffffff
    bits += 6
    if (bits >= 8) {
      bits -= 8
      bytes[at++] = (held >> bits) & 255
    }
  }
  return (held & ((1 << bits) - 1)) === 0 ? bytes : undefined
}

/** Whether `text` is, from `start` on, what `bytesToBase64url` writes for so many bytes. */
export function isBase64url(text: string, start: number, length: number): boolean {
  const characters = Math.ceil((length * 4) / 3)
  if (text.length - start !== characters) return false
  let last = 0
  for (let i = start; i < text.length; i++) {
    last = values[text.charCodeAt(i)] ?? -1
    if (last < 0) return false
  }
  return (last & ((1 << ((characters * 6) % 8)) - 1)) === 0
}
