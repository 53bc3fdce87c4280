// The gateway's WebSocket on Node, over `ws`: Node's own class keeps a process from ending as long as a server
// doesn't answer to closing, and has no way to cut it off.

import { limits } from '@sotto/wire'
import { WebSocket } from 'ws'
import { connectOver, type GatewayWebSocket, subprotocol } from '../web-standard/gateway-socket.ts'

/** How long a server gets to answer to closing. */
const closeLimit = 1_000

export const connect = connectOver((url): GatewayWebSocket => {
  const socket = new WebSocket(url, subprotocol, { perMessageDeflate: false, maxPayload: limits.frameBytes })
  socket.binaryType = 'arraybuffer'
  return Object.assign(socket, {
    close: () => {
      WebSocket.prototype.close.call(socket)
      setTimeout(() => socket.terminate(), closeLimit).unref()
    },
  })
})
