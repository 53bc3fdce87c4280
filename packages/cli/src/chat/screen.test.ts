import { PassThrough, Writable } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { conversationId, MemoryEngine, message, messageId, summary } from '../memory-engine.fixture.ts'
import { runChat } from './run-chat.ts'

const c1 = conversationId(1)
const ok = <T>(value: T) => ({ ok: true, value }) as const

/** A terminal of 100 by 20 that remembers what was written to it. */
class Terminal extends Writable {
  readonly isTTY = true
  readonly columns = 100
  readonly rows = 20
  text = ''
  #waiting: { part: string; found: () => void } | undefined

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString('utf8')
    if (this.#waiting !== undefined && this.text.includes(this.#waiting.part)) this.#waiting.found()
    done()
  }

  shows(part: string): Promise<void> {
    return new Promise((found) => {
      if (this.text.includes(part)) found()
      else this.#waiting = { part, found }
    })
  }
}

class Keyboard extends PassThrough {
  readonly isTTY = true
  raw = false
  setRawMode(raw: boolean): this {
    this.raw = raw
    return this
  }
  ref(): this {
    return this
  }
  unref(): this {
    return this
  }
}

function started() {
  const engine = new MemoryEngine(
    {
      conversations: [summary(1), summary(2, { name: 'evil\u001b[2Jgroup', kind: 'group' })],
      timeline: {
        conversation: c1,
        items: [message(1, { text: 'good \u001b]0;evil\u0007 morning' })],
        hasOlder: false,
        hasNewer: false,
      },
    },
    {
      setActive: () => ok(null),
      saveDraft: () => ok(null),
      send: () => ok({ conversation: c1, id: messageId(2), state: 'pending' }),
    },
  )
  const terminal = new Terminal()
  const keyboard = new Keyboard()
  const stopping = new AbortController()
  const world = { out: terminal, keyboard, stop: stopping.signal }
  const ended = runChat({ engine, account: 'alice', world, open: undefined })
  return { engine, terminal, keyboard, stopping, ended }
}

const [alternateScreen, normalScreen, showCursor] = ['\u001b[?1049h', '\u001b[?1049l', '\u001b[?25h']

describe('the interactive screen', () => {
  test('draws what there is, sends what is typed, and gives the terminal back at Ctrl-C', async () => {
    const { engine, terminal, keyboard, ended } = started()
    await terminal.shows('Write a message')
    await terminal.shows('morning')
    expect(terminal.text).toContain(alternateScreen)
    expect(terminal.text).not.toContain('\u001b]0;')
    expect(terminal.text).not.toContain('evil\u001b[2J')
    expect(keyboard.raw).toBe(true)
    keyboard.write('hello')
    await terminal.shows('> hello')
    keyboard.write('\r')
    keyboard.write('\u0003')
    await ended
    expect(engine.asked).toContainEqual({
      command: 'send',
      params: { conversation: c1, text: 'hello', until: 'queued' },
    })
    expect(keyboard.raw).toBe(false)
    expect(terminal.text.lastIndexOf(normalScreen)).toBeGreaterThan(
      terminal.text.lastIndexOf(alternateScreen),
    )
    expect(terminal.text).toContain(showCursor)
  })

  test('gives the terminal back when it is told to end', async () => {
    const { terminal, keyboard, stopping, ended } = started()
    await terminal.shows('Write a message')
    stopping.abort()
    await ended
    expect(keyboard.raw).toBe(false)
    expect(terminal.text.lastIndexOf(normalScreen)).toBeGreaterThan(
      terminal.text.lastIndexOf(alternateScreen),
    )
  })
})
