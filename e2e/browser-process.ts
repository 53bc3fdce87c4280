// A browser in a process of our own, so that a test can kill it as an accident would.

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { type Browser, type BrowserContext, chromium } from '@playwright/test'
import { browserFlags } from './browser-flags.ts'

const flags = [
  ...browserFlags,
  ...['--headless', '--disable-quic', '--no-first-run', '--disable-background-networking'],
  ...['--disable-component-update', '--disable-sync', '--remote-debugging-port=0'],
]

export class BrowserProcess {
  readonly #profile = mkdtempSync(join(tmpdir(), 'sotto-browser-'))
  #child: ChildProcess | undefined
  #browser: Browser | undefined

  /** Starts it on the same profile as before. */
  async start(): Promise<BrowserContext> {
    const path = process.env.SOTTO_CHROMIUM ?? chromium.executablePath()
    const child = spawn(path, [...flags, `--user-data-dir=${this.#profile}`, 'about:blank'], {
      stdio: ['ignore', 'ignore', 'pipe'],
      // A process group, so that all of the browser's processes die at once.
      detached: true,
    })
    this.#child = child
    this.#browser = await chromium.connectOverCDP(await debuggerUrl(child))
    const [context] = this.#browser.contexts()
    if (context === undefined) throw new Error('The browser has no context')
    return context
  }

  /**
   * SIGKILL to all of its processes; settles when they are gone and Playwright knows. Until it does it counts
   * the dead browser's context among those it keeps a trace of, and the test that ends then fails for that.
   */
  async kill(): Promise<void> {
    const [child, browser] = [this.#child, this.#browser]
    this.#child = undefined
    this.#browser = undefined
    if (child?.pid === undefined) return
    const closed = once(child, 'close')
    const noticed = browser === undefined ? undefined : disconnected(browser)
    process.kill(-child.pid, 'SIGKILL')
    await closed
    await noticed
  }

  async end(): Promise<void> {
    await this.kill()
    rmSync(this.#profile, { recursive: true, force: true, maxRetries: 5 })
  }
}

function disconnected(browser: Browser): Promise<void> {
  return new Promise((resolve) => {
    browser.once('disconnected', () => resolve())
    if (!browser.isConnected()) resolve()
  })
}

async function debuggerUrl(child: ChildProcess): Promise<string> {
  if (child.stderr === null) throw new Error('No output')
  for await (const line of createInterface(child.stderr)) {
    const url = /DevTools listening on (ws:\S+)/.exec(line)?.[1]
    if (url !== undefined) {
      child.stderr.resume()
      return url
    }
  }
  throw new Error('The browser did not start')
}
