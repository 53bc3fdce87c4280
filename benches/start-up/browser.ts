// Opens the app in a real Chromium that starts anew each time, on a profile on the disk, and tells from inside
// the page when the screen could be used.

import { cpSync, existsSync } from 'node:fs'
import { freshFolder, removeFolder } from '@sotto/server/testing'
import { type BrowserContext, chromium } from 'playwright-core'
import type { Times } from '../new-device/measure.ts'
import type { DeviceAsk } from './page/asks.ts'
import { barePath, fillPath, newDevicePath } from './served-app.ts'
import { type Profile, password } from './sizes.ts'

/** Milliseconds since the navigation began. */
export type Opened = {
  /** The conversations (or that there are none) are on the screen. */
  readonly list: number
  /** The newest conversation was opened then, and its messages are on the screen; of an empty account, and of the bare page, undefined. */
  readonly timeline: number | undefined
}

declare global {
  interface Window {
    opened: Promise<Opened>
    fill(ask: Profile & { readonly password: string }): Promise<void>
    enter(ask: Omit<DeviceAsk, 'server'>): Promise<Times>
  }
}

const flags = [
  ...['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
  ...['--disable-background-networking', '--disable-component-update', '--disable-sync'],
]
const debian = '/usr/bin/chromium'

export class BrowserProfile {
  readonly #dir = freshFolder()
  readonly #url: string

  constructor(url: string) {
    this.#url = url
  }

  /** Signs up, and fills the store. */
  async fill(profile: Profile): Promise<void> {
    const context = await this.launch()
    const page = await context.newPage()
    await page.goto(this.#url + fillPath)
    await page.evaluate((ask) => window.fill(ask), { ...profile, password })
    await context.close()
  }

  /** Signs in, and tells how long everything took to arrive. */
  async enter(account: string, conversations: number): Promise<Times> {
    const context = await this.launch()
    const page = await context.newPage()
    await page.goto(this.#url + newDevicePath)
    const times = await page.evaluate((ask) => window.enter(ask), { account, conversations, password })
    await context.close()
    return times
  }

  /** Another profile with the same in it. */
  copy(): BrowserProfile {
    const copy = new BrowserProfile(this.#url)
    cpSync(this.#dir, copy.#dir, { recursive: true })
    return copy
  }

  /** The app, or the bare page; not both in one profile, where the app's service worker answers for all pages. */
  async open(what: 'app' | 'bare' = 'app'): Promise<Opened> {
    const context = await this.launch()
    await context.addInitScript(watchScreen, what === 'app')
    const page = await context.newPage()
    await page.goto(what === 'app' ? this.#url : this.#url + barePath)
    const opened = await page.evaluate(() => window.opened)
    await context.close()
    return opened
  }

  remove(): void {
    removeFolder(this.#dir)
  }

  launch(): Promise<BrowserContext> {
    const executablePath = process.env.SOTTO_CHROMIUM ?? (existsSync(debian) ? debian : undefined)
    return chromium.launchPersistentContext(this.#dir, {
      ...(executablePath === undefined ? {} : { executablePath }),
      args: flags,
      viewport: { width: 1280, height: 800 },
      locale: 'en-GB',
    })
  }
}

/** Runs in the page before anything of it does. What it waits for is what a person sees, by its roles. */
function watchScreen(goesOn: boolean): void {
  const rail = 'nav[aria-label="Conversations"]'
  const drawn = () =>
    new Promise<number>((resolve) =>
      requestAnimationFrame(() => setTimeout(() => resolve(performance.now()))),
    )
  const until = <T>(find: () => T | null | undefined) =>
    new Promise<T>((resolve) => {
      const observer = new MutationObserver(() => look())
      const look = () => {
        const found = find()
        if (found === null || found === undefined) return
        observer.disconnect()
        resolve(found)
      }
      observer.observe(document, { childList: true, subtree: true })
      look()
    })
  window.opened = (async () => {
    // A conversation, or the heading that says there are none; headings of the list stand inside of it.
    const row = await until(() => document.querySelector<HTMLElement>(`${rail} li a, ${rail} h2:not(li h2)`))
    const list = await drawn()
    if (!goesOn || row.tagName !== 'A') return { list, timeline: undefined }
    row.click()
    await until(() => document.querySelector('article'))
    return { list, timeline: await drawn() }
  })()
}
