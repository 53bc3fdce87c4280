// The gateway's WebSocket over the standard class's interface.
// Always holds: the listener hears `closed` exactly once and nothing after it; nothing throws.

import type { Socket, SocketListener } from '../../ports.ts'

export const subprotocol = 'sotto.1'
const openLimit = 20_000
const readyStateOpen = 1

/** What is used of a WebSocket; `binaryType` is `arraybuffer`. */
export type GatewayWebSocket = {
  readonly protocol: string
  readonly readyState: number
  readonly bufferedAmount: number
  send(bytes: Uint8Array<ArrayBuffer>): void
  close(): void
  addEventListener(type: 'open' | 'close' | 'error', listener: () => void): void
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void
}

/** `connect` of the transport port, over sockets that `open` makes; `open` throws for an address it can't use. */
export function connectOver(open: (url: string) => GatewayWebSocket) {
  return (url: string, listener: SocketListener): Socket => {
    try {
      return attach(open(url), listener)
    } catch {
      queueMicrotask(() => listener.closed())
      return { send() {}, close() {}, buffered: 0 }
    }
  }
}

function attach(socket: GatewayWebSocket, listener: SocketListener): Socket {
  let ended = false
  const end = () => {
    if (ended) return
    ended = true
    clearTimeout(limit)
    // The peer's answer to closing may never come, so nobody waits for it.
    socket.close()
    listener.closed()
  }
  const limit = setTimeout(end, openLimit)
  socket.addEventListener('open', () => {
    if (ended) return
    clearTimeout(limit)
    if (socket.protocol === subprotocol) listener.open()
    else end()
  })
  socket.addEventListener('message', (event) => {
    if (ended) return
    if (event.data instanceof ArrayBuffer) listener.message(new Uint8Array(event.data))
    else end()
  })
  socket.addEventListener('close', end)
  socket.addEventListener('error', end)
  return {
    send(bytes) {
      if (!ended && socket.readyState === readyStateOpen) socket.send(new Uint8Array(bytes))
    },
    close: end,
    get buffered() {
      return socket.bufferedAmount
    },
  }
}
