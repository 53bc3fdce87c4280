// Where a command's results go: lines for people, or one JSON object a line. Holds always: in JSON mode
// nothing else is on standard output, and a reader who went away ends the program quietly.

import type { Writable } from 'node:stream'
import type { Problem } from '../errors.ts'
import { harmlessJson, harmlessLine } from './harmless.ts'
import { type Style, styleFor } from './style.ts'

export type Screen = Writable & {
  readonly isTTY?: boolean
  readonly columns?: number
  readonly rows?: number
}

export class Output {
  readonly json: boolean
  readonly style: Style
  readonly #out: Screen
  readonly #err: Screen
  readonly #gone = new AbortController()

  constructor(streams: { out: Screen; err: Screen }, options: { json: boolean; noColour: boolean }) {
    this.json = options.json
    this.#out = streams.out
    this.#err = streams.err
    this.style = styleFor(streams.out.isTTY === true && !options.noColour && !options.json)
    const onError = (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE' || error.code === 'ERR_STREAM_DESTROYED') this.#gone.abort()
      else throw error
    }
    streams.out.on('error', onError)
    streams.err.on('error', onError)
  }

  /** Aborted when nobody reads any more. */
  get readerGone(): AbortSignal {
    return this.#gone.signal
  }

  /** One result: the object as it is in JSON mode, else what `human` makes of it. */
  result(value: object, human: (style: Style) => string): void {
    this.#write(this.#out, this.json ? harmlessJson(value) : human(this.style))
  }

  /** Something for people beside the results; JSON mode leaves it out. */
  note(sentence: string): void {
    if (!this.json) this.#write(this.#err, sentence)
  }

  /** Raw text for people (help). */
  text(text: string): void {
    this.#write(this.#out, text)
  }

  problem(problem: Problem | { readonly code: 'usage' | 'internal'; readonly message: string }): void {
    if (this.json)
      this.#write(this.#out, harmlessJson({ error: { code: problem.code, message: problem.message } }))
    else this.#write(this.#err, `sotto: ${harmlessLine(problem.message)}`)
  }

  /** Resolves when everything written has left, or nobody reads. */
  async flush(): Promise<void> {
    await Promise.all([this.#out, this.#err].map((stream) => drained(stream)))
  }

  #write(stream: Screen, line: string): void {
    if (!this.#gone.signal.aborted) stream.write(`${line}\n`)
  }
}

function drained(stream: Screen): Promise<void> {
  if (stream.destroyed || stream.writableEnded || stream.writableLength === 0) return Promise.resolve()
  return new Promise((resolve) => stream.write('', () => resolve()))
}
