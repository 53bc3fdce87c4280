// HTTP requests from an address of one's own: on this machine every 127.x.y.z is one.

import { Agent, request } from 'node:http'
import { readShape, type Schemas } from '@sotto/wire'

export type Answer = { readonly status: number; readonly text: string }

export class Caller {
  readonly #port: number
  readonly #agent: Agent

  constructor(port: number, address = '127.0.0.1') {
    this.#port = port
    this.#agent = new Agent({ keepAlive: true, localAddress: address })
  }

  post(path: string, json: unknown): Promise<Answer> {
    const body = JSON.stringify(json)
    return new Promise((resolve, reject) => {
      const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }
      const options = {
        host: '127.0.0.1',
        port: this.#port,
        path,
        method: 'POST',
        headers,
        agent: this.#agent,
      }
      const asked = request(options, (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString() }),
        )
        response.on('error', reject)
      })
      asked.on('error', reject)
      asked.end(body)
    })
  }

  /** The body of a good answer, as the schema has it; throws for any other. */
  async ask<K extends keyof Schemas>(shape: K, path: string, json: unknown): Promise<Schemas[K]> {
    const { status, text } = await this.post(path, json)
    const read = status === 200 ? readShape(shape, JSON.parse(text)) : undefined
    if (read?.ok !== true) throw new Error(`${path} answered ${status} ${text}`)
    return read.value
  }

  close(): void {
    this.#agent.destroy()
  }
}
