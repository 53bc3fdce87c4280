// The limit to measure against: a relay on bare `ws` that stores nothing, knows nobody and has no frames.
// Connection 2n sends to 2n+1 (pairs), or connection 0 to all others (fan-out); each message is
// acknowledged to its sender with 16 bytes. Writes of one turn are corked, as ours are.

import { createServer } from 'node:http'
import { Socket } from 'node:net'
import { WebSocket, WebSocketServer } from 'ws'
import { serveBench } from './child.ts'

const sockets = new Map<number, WebSocket>()
const acknowledgement = Buffer.alloc(16)
const http = createServer()
const server = new WebSocketServer({ noServer: true, perMessageDeflate: false, clientTracking: false })
const corked = new Set<Socket>()
const raw = new Map<WebSocket, Socket>()

http.on('upgrade', (request, stream, head) => {
  const query = new URL(request.url ?? '', 'ws://bench').searchParams
  const id = Number(query.get('id'))
  if (!(stream instanceof Socket)) return
  stream.setNoDelay(true)
  server.handleUpgrade(request, stream, head, (socket) => {
    sockets.set(id, socket)
    raw.set(socket, stream)
    const fansOut = query.get('mode') === 'fan-out'
    socket.on('message', (data) => {
      if (fansOut) for (const [other, one] of sockets) other !== id && pass(one, data as Buffer)
      else pass(sockets.get(id ^ 1), data as Buffer)
      pass(socket, acknowledgement)
    })
    socket.on('close', () => {
      sockets.delete(id)
      raw.delete(socket)
    })
  })
})

function pass(socket: WebSocket | undefined, data: Buffer): void {
  if (socket?.readyState !== WebSocket.OPEN) return
  cork(raw.get(socket))
  socket.send(data)
}

function cork(socket: Socket | undefined): void {
  if (socket === undefined || corked.has(socket)) return
  socket.cork()
  corked.add(socket)
  if (corked.size > 1) return
  process.nextTick(() => {
    for (const one of corked) one.uncork()
    corked.clear()
  })
}

http.listen(0, '127.0.0.1', () => serveBench(http, []))
