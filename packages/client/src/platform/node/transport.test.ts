import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { type AddressInfo, createServer as createNetServer, type Socket as NetSocket } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { type WebSocket as ServerSocket, WebSocketServer } from 'ws'
import type { SocketListener } from '../../ports.ts'
import { connectOver, subprotocol } from '../web-standard/gateway-socket.ts'
import { parseRetryAfter, request } from '../web-standard/http.ts'
import { connect } from './gateway-socket.ts'

const closers: (() => void)[] = []
afterEach(() => {
  for (const close of closers.splice(0)) close()
})

type Handler = (incoming: IncomingMessage, answer: ServerResponse) => void

async function serve(handle: Handler): Promise<string> {
  const server = createServer(handle).listen(0, '127.0.0.1')
  await once(server, 'listening')
  closers.push(
    () => server.close(),
    () => server.closeAllConnections(),
  )
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

async function serveSockets(
  greet: (socket: ServerSocket) => void,
  protocol: string | false = 'sotto.1',
): Promise<string> {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', handleProtocols: () => protocol })
  await once(server, 'listening')
  server.on('connection', greet)
  closers.push(() => {
    for (const socket of server.clients) socket.terminate()
    server.close()
  })
  return `ws://127.0.0.1:${(server.address() as AddressInfo).port}/v1/gateway`
}

test('a request carries method, token and JSON, and gives the answer with its waiting time', async () => {
  const url = await serve((incoming, answer) => {
    let body = ''
    incoming.on('data', (part) => {
      body += part
    })
    incoming.on('end', () => {
      const { authorization, cookie } = incoming.headers
      answer.writeHead(429, { 'content-type': 'application/problem+json', 'retry-after': '7' })
      answer.end(JSON.stringify({ method: incoming.method, authorization, cookie, body }))
    })
  })
  expect(await request({ method: 'PUT', url, token: 't0', json: { a: [1] } })).toEqual({
    kind: 'answer',
    status: 429,
    json: { method: 'PUT', authorization: 'Bearer t0', body: '{"a":[1]}' },
    retryAfter: 7000,
  })
})

test('a page instead of JSON, and nothing at all, are answers too', async () => {
  const url = await serve((incoming, answer) => {
    answer.writeHead(incoming.url === '/none' ? 204 : 502, { 'content-type': 'text/html' })
    answer.end(incoming.url === '/none' ? undefined : '<h1>Bad gateway</h1>')
  })
  expect(await request({ method: 'GET', url })).toEqual({ kind: 'answer', status: 502, json: undefined })
  const none = await request({ method: 'DELETE', url: `${url}/none` })
  expect(none).toEqual({ kind: 'answer', status: 204, json: undefined })
})

test('no server, a broken answer, a redirect and a bad address are all unreachable', async () => {
  const url = await serve((incoming, answer) => {
    if (incoming.url === '/moved') answer.writeHead(302, { location: '/' }).end()
    else incoming.socket.destroy()
  })
  for (const bad of [url, `${url}/moved`, 'http://127.0.0.1:1/', 'not an address']) {
    expect(await request({ method: 'GET', url: bad })).toEqual({ kind: 'unreachable' })
  }
})

test('an answer that goes on for ever is cut off, whatever it says of its length', async () => {
  const part = Buffer.alloc(1024 * 1024, 0x20)
  let cutOff: () => void
  const cut = new Promise<void>((resolve) => {
    cutOff = resolve
  })
  const url = await serve((_incoming, answer) => {
    answer.on('close', () => cutOff())
    const more = () => {
      while (!answer.destroyed && answer.write(part));
    }
    answer.on('drain', more)
    more()
  })
  expect(await request({ method: 'GET', url })).toEqual({ kind: 'answer', status: 200, json: undefined })
  await cut
}, 60_000)

test('retry-after is read in both forms', () => {
  expect(parseRetryAfter('120')).toBe(120_000)
  expect(parseRetryAfter('Thu, 01 Jan 1970 00:00:00 GMT')).toBe(0)
  expect(parseRetryAfter('soon')).toBeUndefined()
  expect(parseRetryAfter(null)).toBeUndefined()
})

/** Notes what a socket tells; `told` settles when it told so much. */
function noting() {
  const notes: string[] = []
  const waiting: { count: number; resolve: () => void }[] = []
  const note = (what: string) => {
    notes.push(what)
    for (const { count, resolve } of waiting) if (notes.length >= count) resolve()
  }
  const listener: SocketListener = {
    open: () => note('open'),
    message: (bytes) => note(`message ${[...bytes].join()}`),
    closed: () => note('closed'),
  }
  const told = (count: number) =>
    new Promise<void>((resolve) => {
      if (notes.length >= count) resolve()
      else waiting.push({ count, resolve })
    })
  return { listener, notes, told }
}

/** As in a browser, with the class that Node has under the same name. */
const connectStandard = connectOver((url) => {
  const socket = new WebSocket(url, subprotocol)
  socket.binaryType = 'arraybuffer'
  return socket
})
const kinds = [
  ['Node', connect],
  ['standard', connectStandard],
] as const

test.each(kinds)('%s: bytes go both ways, and closing is told once', async (_kind, connect) => {
  const url = await serveSockets((socket) => {
    socket.on('message', (data) => socket.send(data))
  })
  const { listener, notes, told } = noting()
  const socket = connect(url, listener)
  socket.send(Uint8Array.of(9))
  await told(1)
  socket.send(Uint8Array.of(1, 2, 3).subarray(1))
  await told(2)
  expect(socket.buffered).toBe(0)
  socket.close()
  socket.close()
  socket.send(Uint8Array.of(4))
  expect(notes).toEqual(['open', 'message 2,3', 'closed'])
})

test.each(kinds)(
  '%s: a server that hangs up, speaks text or another protocol ends the socket',
  async (_kind, connect) => {
    const hangUp = await serveSockets((socket) => socket.terminate())
    const text = await serveSockets((socket) => socket.send('text'))
    const foreign = await serveSockets(() => {}, false)
    for (const [url, notesWanted] of [
      [hangUp, ['open', 'closed']],
      [text, ['open', 'closed']],
      [foreign, ['closed']],
      ['ws://127.0.0.1:1/', ['closed']],
      ['not an address', ['closed']],
    ] as const) {
      const { listener, notes, told } = noting()
      connect(url, listener)
      await told(notesWanted.length)
      expect(notes).toEqual(notesWanted)
    }
  },
)

test('a server that never answers to closing is cut off', async () => {
  const server = createNetServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { listener, notes, told } = noting()
  const socket = connect(`ws://127.0.0.1:${(server.address() as AddressInfo).port}/`, listener)
  const [end] = (await once(server, 'connection')) as [NetSocket]
  const [hello] = (await once(end, 'data')) as [Buffer]
  const key = /sec-websocket-key: (\S+)/i.exec(hello.toString())?.[1] ?? ''
  const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64')
  const head = ['HTTP/1.1 101 Switching Protocols', 'Upgrade: websocket', 'Connection: Upgrade']
  const own = [`Sec-WebSocket-Accept: ${accept}`, 'Sec-WebSocket-Protocol: sotto.1']
  end.write(`${[...head, ...own].join('\r\n')}\r\n\r\n`)
  await told(1)
  end.resume()
  const cut = once(end, 'close')
  socket.close()
  expect(notes).toEqual(['open', 'closed'])
  await cut
  server.close()
})
