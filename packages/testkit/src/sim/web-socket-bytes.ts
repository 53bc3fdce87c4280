// The little of WebSocket (RFC 6455) that a simulated client needs: its handshake, its own frames, and the
// reading of what the server writes. Frames are whole messages here; a client's mask of zeros changes nothing.

const binary = 0x2
const close = 0x8
const ping = 0x9
const pong = 0xa

export type Opcode = 'binary' | 'close' | 'ping' | 'pong'
export type Message = { readonly kind: Opcode; readonly payload: Buffer }

const numbers: Readonly<Record<Opcode, number>> = { binary, close, ping, pong }
const headEnd = Buffer.from('\r\n\r\n')

export const upgradeHeaders = {
  upgrade: 'websocket',
  connection: 'Upgrade',
  'sec-websocket-key': Buffer.alloc(16).toString('base64'),
  'sec-websocket-version': '13',
  'sec-websocket-protocol': 'sotto.1',
}

/** One whole message from a client. */
export function clientMessage(kind: Opcode, payload: Uint8Array): Buffer {
  const { length } = payload
  const size = length < 126 ? 2 : length < 65_536 ? 4 : 10
  const head = Buffer.alloc(size + 4)
  head[0] = 0x80 | numbers[kind]
  head[1] = 0x80 | (length < 126 ? length : length < 65_536 ? 126 : 127)
  if (size === 4) head.writeUInt16BE(length, 2)
  if (size === 10) head.writeBigUInt64BE(BigInt(length), 2)
  return Buffer.concat([head, payload])
}

/** Reads a server's side of a connection, from the answer to the handshake on. */
export class ServerReader {
  #rest: Buffer = Buffer.alloc(0)
  #status: number | undefined

  /** The HTTP status of the handshake's answer, once it is there. */
  get status(): number | undefined {
    return this.#status
  }

  read(bytes: Buffer): Message[] {
    this.#rest = Buffer.concat([this.#rest, bytes])
    if (this.#status === undefined && !this.#readHead()) return []
    const messages: Message[] = []
    for (let next = this.#take(); next !== undefined; next = this.#take()) messages.push(next)
    return messages
  }

  #readHead(): boolean {
    const end = this.#rest.indexOf(headEnd)
    if (end < 0) return false
    this.#status = Number(this.#rest.subarray(9, 12).toString())
    this.#rest = this.#rest.subarray(end + headEnd.length)
    return true
  }

  #take(): Message | undefined {
    const rest = this.#rest
    if (rest.length < 2) return undefined
    const short = (rest[1] ?? 0) & 0x7f
    const start = short < 126 ? 2 : short === 126 ? 4 : 10
    if (rest.length < start) return undefined
    const length =
      short < 126 ? short : short === 126 ? rest.readUInt16BE(2) : Number(rest.readBigUInt64BE(2))
    if (rest.length < start + length) return undefined
    const number = (rest[0] ?? 0) & 0x0f
    const kind = (Object.keys(numbers) as Opcode[]).find((one) => numbers[one] === number)
    this.#rest = rest.subarray(start + length)
    return { kind: kind ?? 'close', payload: rest.subarray(start, start + length) }
  }
}
