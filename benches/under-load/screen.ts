// Somebody in front of the app in a real Chromium: types without a pause and turns the wheel, while the page itself
// notes what keeps its thread busy.

import type { BrowserContext, Locator, Page } from 'playwright-core'
import type { BrowserProfile } from '../start-up/browser.ts'

/** Milliseconds. */
export type Noted = {
  /** Tasks of the page's thread of 50 ms and more (W3C Long Tasks). */
  readonly longTasks: readonly number[]
  /**
   * From a key to the end of the page's frame that shows it. What Event Timing says is of no use here: Chromium without
   * a window may hold a frame back until something else moves.
   */
  readonly keys: readonly number[]
}

declare global {
  interface Window {
    noted: { longTasks: number[]; keys: number[] }
  }
}

/** Between two keys. */
const pause = 100
const sentence = 'and so they went on talking, quietly, as the rain went on. '

export class Screen {
  readonly #context: BrowserContext
  readonly #page: Page

  private constructor(context: BrowserContext, page: Page) {
    this.#context = context
    this.#page = page
  }

  static async open(profile: BrowserProfile): Promise<Screen> {
    const context = await profile.launch()
    await context.addInitScript(note)
    return new Screen(context, await context.newPage())
  }

  /** The app, with the request of somebody accepted. */
  async meet(url: string, name: string): Promise<void> {
    await this.#page.goto(url)
    await this.#newest(name).click()
    await this.#page.getByRole('button', { name: 'Accept' }).click()
    await this.#field.waitFor()
  }

  /** The app, with its newest conversation open. */
  async openNewest(url: string): Promise<void> {
    await this.#page.goto(url)
    await this.#page.getByRole('navigation', { name: 'Conversations' }).locator('li a').first().click()
    await this.#page.getByRole('article').first().waitFor()
  }

  /** A page with nothing but a field and something to turn, for what the browser and the machine do alone. */
  async bare(): Promise<void> {
    const lines = Array.from({ length: 500 }, (_, at) => `<p>line ${at}</p>`).join('')
    const page = `<!doctype html><textarea aria-label="Message nobody"></textarea><div>${lines}</div>`
    await this.#page.goto(`data:text/html,${encodeURIComponent(page)}`)
  }

  /** Types ten characters in a second, and turns the wheel once. */
  async use(seconds: number): Promise<Noted> {
    await this.#field.click()
    let typed = 0
    return this.#noting(seconds, async () => {
      await this.#page.keyboard.type(sentence[typed % sentence.length] ?? ' ')
      typed += 1
      if (typed % 10 === 0) await this.#turn(typed % 20 === 0 ? 400 : -400)
      if (typed % 200 === 0) await this.#field.fill('')
    })
  }

  /** Turns the wheel up, as fast as people do who look for something old. */
  goBack(seconds: number): Promise<Noted> {
    return this.#noting(seconds, () => this.#turn(-1200))
  }

  async close(): Promise<void> {
    await this.#context.close()
  }

  get #field(): Locator {
    return this.#page.getByRole('textbox', { name: /^Message / })
  }

  #newest(name: string): Locator {
    return this.#page
      .getByRole('navigation', { name: 'Conversations' })
      .getByRole('link', { name: new RegExp(`^${name}`) })
      .first()
  }

  async #turn(by: number): Promise<void> {
    await this.#page.mouse.move(900, 400)
    await this.#page.mouse.wheel(0, by)
  }

  async #noting(seconds: number, act: () => Promise<void>): Promise<Noted> {
    await this.#page.evaluate(() => {
      window.noted = { longTasks: [], keys: [] }
    })
    const end = performance.now() + seconds * 1000
    while (performance.now() < end) {
      const next = performance.now() + pause
      await act()
      await new Promise((done) => setTimeout(done, Math.max(0, next - performance.now())))
    }
    return this.#page.evaluate(() => window.noted)
  }
}

/** Runs in the page before anything of it does. */
function note(): void {
  window.noted = { longTasks: [], keys: [] }
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) window.noted.longTasks.push(duration)
  }).observe({ type: 'longtask' })
  const afterFrame = (act: () => void) => requestAnimationFrame(() => setTimeout(act))
  const noteKey = ({ timeStamp }: Event) =>
    afterFrame(() => window.noted.keys.push(performance.now() - timeStamp))
  addEventListener('keydown', noteKey, { capture: true })
}
