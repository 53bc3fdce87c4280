// A browser with a profile on the disk, that can be closed and opened again as on another day.

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrowserContext, chromium, test } from '@playwright/test'

export class Profile {
  readonly dir = mkdtempSync(join(tmpdir(), 'sotto-e2e-profile-'))
  #context: BrowserContext | undefined

  /** `args`: of the browser, beside those of every test. */
  async open(args: readonly string[] = []): Promise<BrowserContext> {
    const { launchOptions, viewport, locale, timezoneId } = test.info().project.use
    this.#context = await chromium.launchPersistentContext(this.dir, {
      ...launchOptions,
      args: [...(launchOptions?.args ?? []), ...args],
      ...(viewport === undefined ? {} : { viewport }),
      ...(locale === undefined ? {} : { locale }),
      ...(timezoneId === undefined ? {} : { timezoneId }),
    })
    return this.#context
  }

  async close(): Promise<void> {
    await this.#context?.close()
    this.#context = undefined
  }

  /** Closes it and removes the profile. */
  async end(): Promise<void> {
    await this.close()
    rmSync(this.dir, { recursive: true, force: true, maxRetries: 5 })
  }
}
