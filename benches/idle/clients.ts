// Connections that say what is needed and then nothing. They come from many addresses of this machine, since
// a server lets each address open only so many in a minute.

import {
  type ClientFrame,
  decodeServerFrame,
  encodeClientFrame,
  protocolVersion,
  type ServerFrame,
} from '@sotto/wire'
import { WebSocket } from 'ws'

/** Well below what one address may open in a minute, so that a warm-up fits as well. */
const perAddress = 80
const atOnce = 40

/** Opens `count` connections, `connect(n)` each, some at a time. */
export async function connectAll(
  count: number,
  connect: (number: number) => Promise<WebSocket>,
): Promise<readonly WebSocket[]> {
  const sockets: WebSocket[] = []
  let next = 0
  const lane = async () => {
    while (next < count) {
      const number = next++
      sockets[number] = await connect(number)
    }
  }
  await Promise.all(Array.from({ length: atOnce }, lane))
  return sockets
}

export async function openFrom(number: number, url: string, protocol?: string): Promise<WebSocket> {
  const socket = new WebSocket(url, protocol, {
    perMessageDeflate: false,
    localAddress: `127.0.1.${1 + Math.floor(number / perAddress)}`,
  })
  await new Promise((done, fail) => {
    socket.once('open', done)
    socket.once('error', fail)
  })
  return socket
}

/** Signs in as the app does: hello, welcome, and that somebody is there. */
export async function signInFrom(number: number, url: string, token: string): Promise<WebSocket> {
  const socket = await openFrom(number, url, 'sotto.1')
  await tell(socket, { kind: 'hello', version: protocolVersion, token }, (frame) => frame.kind === 'welcome')
  socket.send(encodeClientFrame({ kind: 'status', status: 'online' }))
  return socket
}

/** Sends a frame and waits for the one that answers it. */
export function tell(
  socket: WebSocket,
  frame: ClientFrame,
  isAnswer: (frame: ServerFrame) => boolean,
): Promise<void> {
  const answer = heard(socket, isAnswer)
  socket.send(encodeClientFrame(frame))
  return answer
}

/** Resolves when such a frame comes; rejects when the server refuses or leaves. */
export function heard(socket: WebSocket, isIt: (frame: ServerFrame) => boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    const closed = () => reject(new Error('the server closed the connection'))
    const listen = (data: Buffer) => {
      const frame = decodeServerFrame(data)
      if (!frame.ok || frame.value.kind === 'refused' || frame.value.kind === 'bye') {
        reject(new Error(`the server refused: ${JSON.stringify(frame)}`))
      } else if (!isIt(frame.value)) return
      socket.off('message', listen)
      socket.off('close', closed)
      resolve()
    }
    socket.on('message', listen)
    socket.once('close', closed)
  })
}

/** Closes all of them; settles when they are gone. */
export async function closeAll(sockets: readonly WebSocket[]): Promise<void> {
  await Promise.all(
    sockets.map(
      (socket) =>
        new Promise<void>((gone) => {
          socket.once('close', () => gone())
          socket.close()
        }),
    ),
  )
}
