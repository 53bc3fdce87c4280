import { PassThrough, Writable } from 'node:stream'
import { describe, expect, test } from 'vitest'
import { conversationId, MemoryEngine, message, messageId, name, summary } from '../memory-engine.fixture.ts'
import { runChat } from './run-chat.ts'

const c1 = conversationId(1)
const ok = <T>(value: T) => ({ ok: true, value }) as const

/** A terminal that remembers what was written to it. */
class Terminal extends Writable {
  readonly isTTY = true
  columns: number
  rows: number
  text = ''
  #waiting: { part: string; found: () => void } | undefined

  constructor(columns: number, rows: number) {
    super()
    this.columns = columns
    this.rows = rows
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    this.text += chunk.toString('utf8')
    if (this.#waiting !== undefined && this.text.includes(this.#waiting.part)) this.#waiting.found()
    done()
  }

  get lastFrame(): string {
    return this.text.slice(this.text.lastIndexOf('\u001b[?2026h'))
  }

  shows(part: string): Promise<void> {
    return new Promise((found) => {
      if (this.text.includes(part)) found()
      else this.#waiting = { part, found }
    })
  }

  resize(columns: number, rows: number): void {
    this.text = ''
    Object.assign(this, { columns, rows })
    this.emit('resize')
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

type Given = { columns?: number; rows?: number; sleep?: () => Promise<void> }

function started({ columns = 110, rows = 20, sleep }: Given = {}) {
  const engine = new MemoryEngine(
    {
      conversations: [
        summary(1, { pinnedAt: 1 }),
        summary(2, { name: 'evil\u001b[2Jgroup', kind: 'group', unread: 3, level: 'nothing' }),
        summary(3, { name: 'carol', state: 'request', by: name('carol') }),
      ],
      timeline: {
        conversation: c1,
        items: [message(1, { text: 'good \u001b]0;evil\u0007 morning \u202e日本' })],
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
  const terminal = new Terminal(columns, rows)
  const keyboard = new Keyboard()
  const stopping = new AbortController()
  const world = { out: terminal, keyboard, stop: stopping.signal, env: {}, sleep }
  const ended = runChat({ engine, account: 'alice', world, open: undefined, notify: false })
  return { engine, terminal, keyboard, stopping, ended }
}

const [alternateScreen, normalScreen, showCursor] = ['\u001b[?1049h', '\u001b[?1049l', '\u001b[?25h']
const [bracketedPaste, noBracketedPaste] = ['\u001b[?2004h', '\u001b[?2004l']
const [keepTitle, titleBack] = ['\u001b[22;2t', '\u001b[23;2t']

/** The terminal is as it was before. */
function expectGivenBack(terminal: Terminal, keyboard: Keyboard): void {
  expect(keyboard.raw).toBe(false)
  const isLast = (one: string, other: string) =>
    expect(terminal.text.lastIndexOf(one)).toBeGreaterThan(terminal.text.lastIndexOf(other))
  isLast(normalScreen, alternateScreen)
  isLast(noBracketedPaste, bracketedPaste)
  isLast(titleBack, keepTitle)
  isLast(titleBack, '\u001b]2;')
  expect(terminal.text).toContain(showCursor)
}

describe('the interactive screen', () => {
  test('draws what there is, sends what is typed, and gives the terminal back at Ctrl-C', async () => {
    const { engine, terminal, keyboard, ended } = started()
    await terminal.shows('Write a message')
    await terminal.shows('morning')
    expect(terminal.text).toContain(alternateScreen)
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
    expectGivenBack(terminal, keyboard)
  })

  test('an attacker’s texts and names command nothing', async () => {
    const { terminal, stopping, ended } = started()
    await terminal.shows('morning')
    expect(terminal.text).toContain('good ␛]0;evil␇ morning <U+202E>日本')
    expect(terminal.text).toContain('# evil␛[2Jgroup')
    expect(terminal.text).not.toContain('\u001b]0;')
    expect(terminal.text).not.toContain('evil\u001b[2J')
    expect(terminal.text).not.toContain('\u202e')
    stopping.abort()
    await ended
  })

  test('the list stands beside the messages where there is room, and in their place where not', async () => {
    const { terminal, keyboard, stopping, ended } = started()
    await terminal.shows('morning')
    for (const mark of ['pinned', '3 new', 'muted', 'request', 'caught up', '│']) {
      expect(terminal.text).toContain(mark)
    }
    terminal.resize(80, 24)
    await terminal.shows('choose a me…')
    expect(terminal.lastFrame).toContain('morning')
    expect(terminal.lastFrame).not.toContain('pinned')
    terminal.text = ''
    keyboard.write('\t')
    await terminal.shows('pinned')
    terminal.resize(20, 6)
    await terminal.shows('─'.repeat(20))
    stopping.abort()
    await ended
  })

  test('a paste of many lines is one text', async () => {
    const { engine, terminal, keyboard, stopping, ended } = started()
    await terminal.shows('Write a message')
    keyboard.write('\u001b[200~one\r\ntwo\u001b[201~')
    await terminal.shows('  two')
    terminal.text = ''
    keyboard.write('\r')
    await terminal.shows('Write a message')
    stopping.abort()
    await ended
    const params = { conversation: c1, text: 'one\ntwo', until: 'queued' }
    expect(engine.asked.filter(({ command }) => command === 'send')).toEqual([{ command: 'send', params }])
  })

  test('the panels are laid over the messages', async () => {
    const { terminal, keyboard, stopping, ended } = started()
    await terminal.shows('Write a message')
    keyboard.write('?')
    await terminal.shows('go to a conversation by name, or begin one')
    keyboard.write('q')
    keyboard.write('/')
    await terminal.shows('Go to:')
    keyboard.write('dora')
    await terminal.shows('Begin a conversation with dora')
    stopping.abort()
    await ended
  })

  test('Ctrl-Z gives the terminal back while it sleeps, with the draft kept', async () => {
    let wake = () => {}
    const asleep = new Promise<void>((resolve) => {
      wake = resolve
    })
    let fallAsleep = () => {}
    const falls = new Promise<void>((resolve) => {
      fallAsleep = resolve
    })
    const sleep = () => {
      fallAsleep()
      return asleep
    }
    const { engine, terminal, keyboard, stopping, ended } = started({ sleep })
    await terminal.shows('Write a message')
    keyboard.write('half')
    await terminal.shows('> half')
    keyboard.write('\u001a')
    await falls
    expectGivenBack(terminal, keyboard)
    const params = { conversation: c1, text: 'half', settled: true }
    expect(engine.asked).toContainEqual({ command: 'saveDraft', params })
    terminal.text = ''
    wake()
    await terminal.shows('> half')
    expect(terminal.text).toContain(alternateScreen)
    expect(terminal.text).toContain('\u001b]2;')
    expect(keyboard.raw).toBe(true)
    stopping.abort()
    await ended
  })

  test('gives the terminal back when it is told to end', async () => {
    const { terminal, keyboard, stopping, ended } = started()
    await terminal.shows('Write a message')
    stopping.abort()
    await ended
    expectGivenBack(terminal, keyboard)
  })
})
