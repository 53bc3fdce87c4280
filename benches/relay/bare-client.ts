// How the generator talks to the bare relay: 1 KiB of anything, the first 8 bytes being the time.

import { type Link, open, type Protocol } from './traffic.ts'

export function bareProtocol(port: number, mode: 'pairs' | 'fan-out'): Protocol {
  return {
    async connect({ senders, receivers }, taps) {
      const links: Link[] = []
      const count = mode === 'pairs' ? senders * 2 : receivers + 1
      for (let id = 0; id < count; id += 1) {
        const socket = await open(`ws://127.0.0.1:${port}/?id=${id}&mode=${mode}`)
        const isSender = mode === 'pairs' ? id % 2 === 0 : id === 0
        if (!isSender) {
          socket.on('message', (data: Buffer) => taps.delivered(1, data.readDoubleBE(0)))
          continue
        }
        const link = links.length
        const message = Buffer.alloc(1024)
        socket.on('message', () => taps.answered(link))
        links.push({
          socket,
          send: () => {
            message.writeDoubleBE(performance.now(), 0)
            socket.send(message)
          },
        })
      }
      return links
    },
  }
}
