// The gateway's WebSocket in a browser.

import { connectOver, subprotocol } from '../../web-standard/gateway-socket.ts'

export const connect = connectOver((url) => {
  const socket = new WebSocket(url, subprotocol)
  socket.binaryType = 'arraybuffer'
  return socket
})
