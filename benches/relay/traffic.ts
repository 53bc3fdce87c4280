// One generator for both servers: senders keep a window of unanswered messages of 1 KiB open, receivers
// count. What a message looks like and how an answer is read is the only difference (`Protocol`).

import { WebSocket } from 'ws'

export type Link = {
  readonly socket: WebSocket
  /** Sends the next message, holding the time. */
  send(): void
}

/** How a client talks to one of the servers. */
export type Protocol = {
  /** Connects all: links that send, and links that receive. */
  connect(
    counts: { readonly senders: number; readonly receivers: number },
    taps: Taps,
  ): Promise<readonly Link[]>
}

export type Taps = {
  /** The message of this link was acknowledged. */
  answered(link: number): void
  /** Messages were delivered; `sent` is when the last was sent, by `performance.now()`. */
  delivered(messages: number, sent: number): void
}

export type Measured = {
  readonly perSecond: number
  readonly milliseconds: readonly number[]
  /** Processor time of the server for each delivery, in microseconds; 0 when it was not asked for. */
  readonly serverMicroseconds: number
}

/** Runs with a constant number of unanswered messages per sender. */
export async function saturate(
  protocol: Protocol,
  shape: { readonly senders: number; readonly receivers: number },
  run: { readonly window: number; readonly seconds: number; readonly serverCpu: () => Promise<number> },
): Promise<Measured> {
  let delivered = 0
  let isOn = true
  let links: readonly Link[] = []
  links = await protocol.connect(shape, {
    answered: (link) => {
      if (isOn) links[link]?.send()
    },
    delivered: (messages) => {
      delivered += messages
    },
  })
  for (const link of links) for (let i = 0; i < run.window; i += 1) link.send()
  await passing(Math.max(1.5, run.seconds * 0.4))
  const from = { cpu: await run.serverCpu(), delivered, at: performance.now() }
  await passing(run.seconds)
  const count = delivered - from.delivered
  const perSecond = (count * 1000) / (performance.now() - from.at)
  const serverMicroseconds = (((await run.serverCpu()) - from.cpu) * 1000) / count
  isOn = false
  await passing(0.3)
  return { perSecond, milliseconds: [], serverMicroseconds }
}

/** Runs at a fixed rate over all senders and notes how long each message took. */
export async function pace(
  protocol: Protocol,
  shape: { readonly senders: number; readonly receivers: number },
  run: { readonly perSecond: number; readonly seconds: number },
): Promise<Measured> {
  const milliseconds: number[] = []
  const links = await protocol.connect(shape, {
    answered: () => undefined,
    delivered: (_, sent) => milliseconds.push(performance.now() - sent),
  })
  const started = performance.now()
  let sent = 0
  while (performance.now() - started < run.seconds * 1000) {
    const due = ((performance.now() - started) * run.perSecond) / 1000
    for (; sent < due; sent += 1) links[sent % links.length]?.send()
    await passing(0.001)
  }
  await passing(0.3)
  return {
    perSecond: sent / run.seconds,
    milliseconds: milliseconds.toSorted((a, b) => a - b),
    serverMicroseconds: 0,
  }
}

export function passing(seconds: number): Promise<void> {
  return new Promise((done) => setTimeout(done, seconds * 1000))
}

export async function open(url: string, protocols?: string): Promise<WebSocket> {
  const socket = new WebSocket(url, protocols, { perMessageDeflate: false })
  await new Promise((done, fail) => {
    socket.once('open', done)
    socket.once('error', fail)
  })
  return socket
}
