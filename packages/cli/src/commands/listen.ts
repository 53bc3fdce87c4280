// listen: messages as they come, first what was missed. A message counts as read once it is written out,
// so that a program killed in between shows it again rather than never.

import type { ConversationSummary, Engine, EngineEvent, MessageSnapshot } from '@sotto/client'
import type { MessageId } from '@sotto/wire'
import { ask, tellOthers, withDevice } from '../device.ts'
import { seconds, wholeNumber } from '../options.ts'
import { harmless } from '../terminal/harmless.ts'
import type { Output } from '../terminal/output.ts'
import type { Style } from '../terminal/style.ts'
import type { Call, Run } from './command.ts'
import { deviceLine } from './devices.ts'
import { changeLine, changeResult, messageLine, messageResult } from './message.ts'
import { conversationsOf } from './target.ts'

/** How many messages are fetched from the store at a time while looking for the unread ones. */
const page = 100

export const listen: Run = (call) => {
  const duration = seconds(call.options, 'for')
  const count = wholeNumber(call.options, 'count') ?? Number.POSITIVE_INFINITY
  const show = async (engine: Engine) => {
    const ends = endings(call, duration)
    const listener = new Listener(engine, call.output, { count, all: call.options.all === true })
    try {
      await Promise.race([listener.run(), ends.ended])
    } finally {
      ends.cancel()
      await listener.stop()
      await tellOthers(engine)
    }
  }
  return withDevice(call, show, true)
}

type Wish = { readonly count: number; readonly all: boolean }

class Listener {
  readonly #engine: Engine
  readonly #output: Output
  readonly #wish: Wish
  readonly #shown = new Set<MessageId>()
  readonly #stopEvents: () => void
  /** What happened while the past was still being read; undefined once it has been. */
  #waiting: EngineEvent[] | undefined = []
  #reading = Promise.resolve()
  #stopped = false
  #enough = () => {}

  constructor(engine: Engine, output: Output, wish: Wish) {
    this.#engine = engine
    this.#output = output
    this.#wish = wish
    this.#stopEvents = engine.onEvent((event) => {
      if (this.#waiting === undefined) this.#tell(event)
      else this.#waiting.push(event)
    })
  }

  /** Resolves when as many messages as wished for have been shown. */
  async run(): Promise<void> {
    const enough = new Promise<void>((resolve) => {
      this.#enough = resolve
    })
    for (const { message, where } of await missed(this.#engine)) this.#show(message, where)
    const waiting = this.#waiting ?? []
    this.#waiting = undefined
    for (const event of waiting) this.#tell(event)
    await enough
  }

  /** Shows nothing more, and finishes what was begun. */
  async stop(): Promise<void> {
    this.#stopped = true
    this.#stopEvents()
    await this.#reading
  }

  #tell(event: EngineEvent): void {
    if (this.#stopped) return
    if (event.type === 'message') this.#show(event.message, event.conversationName)
    else if (event.type === 'change')
      this.#output.result(changeResult(event), (style) => changeLine(event, style))
    else if (event.type === 'warning' || event.type === 'device' || this.#wish.all) {
      this.#output.result(event, (style) => happeningLine(event, style))
    }
  }

  #show(message: MessageSnapshot, where: string): void {
    if (this.#stopped || this.#shown.has(message.id)) return
    this.#shown.add(message.id)
    this.#output.result(messageResult(message), (style) => messageLine(message, style, where))
    if (!message.mine) this.#markRead(message)
    if (this.#shown.size < this.#wish.count) return
    this.#stopped = true
    this.#enough()
  }

  #markRead({ conversation, id }: MessageSnapshot): void {
    this.#reading = this.#reading.then(async () => {
      await this.#output.flush()
      if (!this.#output.readerGone.aborted) await this.#engine.call('markRead', { conversation, upTo: id })
    })
  }
}

function happeningLine(event: Exclude<EngineEvent, { type: 'message' }>, style: Style): string {
  switch (event.type) {
    case 'warning':
      return style.warn(`! ${harmless(event.text)}`)
    case 'device':
      return `${style.warn('! Signed in on a new device:')} ${deviceLine(event.device, style)}`
    case 'change':
      return changeLine(event, style)
    case 'state':
      return style.dim(`${event.state}  ${event.id}`)
    case 'expired':
      return style.dim(`gone  ${event.ids.join(' ')}`)
    case 'conversation':
      return style.dim(`changed  ${event.conversation}`)
  }
}

type Missed = { readonly message: MessageSnapshot; readonly where: string }

/** The unread messages of all conversations in the order of time. */
async function missed(engine: Engine): Promise<Missed[]> {
  const all = await conversationsOf(engine)
  const found: Missed[] = []
  for (const one of all) {
    if (one.unread > 0) found.push(...(await unreadOf(engine, one)))
  }
  return found.sort((a, b) => a.message.at - b.message.at)
}

async function unreadOf(engine: Engine, one: ConversationSummary): Promise<Missed[]> {
  const { conversation, unread } = one
  const found: Missed[] = []
  let before: MessageId | undefined
  while (found.length < unread) {
    const range = { conversation, limit: page, ...(before === undefined ? {} : { before }) }
    const messages = await ask(engine, 'history', range)
    const others = messages
      .filter(({ mine, deleted }) => !mine && deleted === undefined)
      .slice(found.length - unread)
    found.unshift(...others.map((message) => ({ message, where: one.name })))
    before = messages[0]?.id
    if (messages.length < page) break
  }
  return found
}

/** What ends listening from outside: the time, Ctrl-C, and a reader that went away. */
function endings(call: Call, duration: number | undefined): { ended: Promise<void>; cancel: () => void } {
  let timer: NodeJS.Timeout | undefined
  const ended = new Promise<void>((resolve) => {
    const end = () => resolve()
    if (duration !== undefined) timer = setTimeout(end, duration * 1000)
    for (const signal of [call.world.stop, call.output.readerGone]) {
      if (signal.aborted) end()
      else signal.addEventListener('abort', end, { once: true })
    }
  })
  return { ended, cancel: () => clearTimeout(timer) }
}
