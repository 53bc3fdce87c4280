// The contract of the local store on a real browser's, and what a killed browser leaves of it.

import { expect, type Page, test } from '@playwright/test'
import { clientSecretContract } from '@sotto/testkit/client-secret-contract'
import { clientStoreContract } from '@sotto/testkit/client-store-contract'
import { BrowserProcess } from './browser-process.ts'
import type { Ask } from './pages/store/asks.ts'
import { type ServedPages, servePages } from './serve-pages.ts'

declare global {
  interface Window {
    ask(what: Ask): Promise<string>
  }
}

let pages: ServedPages
/** One profile on the disk for the contract: a private window keeps its files in another process's memory. */
const profile = new BrowserProcess()
let page: Page

test.beforeAll(async () => {
  pages = await servePages('store')
  page = await (await profile.start()).newPage()
  await page.goto(pages.url)
})
test.afterAll(async () => {
  await profile.end()
  await pages.close()
})

const nowhere = async () => {
  throw new Error('Only the names are wanted here')
}
const suites = { store: clientStoreContract(nowhere), secret: clientSecretContract(nowhere) } as const

for (const suite of ['store', 'secret'] as const) {
  for (const { name } of suites[suite]) {
    test(`${suite} contract in the browser: ${name}`, async () => {
      expect(await page.evaluate((what) => window.ask(what), { do: 'case', suite, name } as const)).toBe(
        'passed',
      )
    })
  }
}

test('batches per second in the browser (told, not judged)', async () => {
  console.log(await page.evaluate(() => window.ask({ do: 'speed' })))
})

test('a full disk is told, harms nothing, and is outlived', async () => {
  const browser = new BrowserProcess()
  try {
    const page = await (await browser.start()).newPage()
    await page.goto(pages.url)
    const devtools = await page.context().newCDPSession(page)
    const { origin } = new URL(pages.url)
    await devtools.send('Storage.overrideQuotaForOrigin', { origin, quotaSize: 8_000_000 })
    const filled = JSON.parse(await page.evaluate(() => window.ask({ do: 'fill' })))
    expect(filled).toEqual({ fault: 'full', kept: true })
    await devtools.send('Storage.overrideQuotaForOrigin', { origin })
    const after = JSON.parse(await page.evaluate(() => window.ask({ do: 'room' })))
    expect(after).toEqual({ integrity_check: 'ok', kept: true })
  } finally {
    await browser.end()
  }
})

test('a killed browser loses nothing that was acknowledged', async () => {
  const browser = new BrowserProcess()
  try {
    for (const count of [3, 40, 150]) {
      const acknowledged = await writeAndKill(browser, count)
      const page = await (await browser.start()).newPage()
      await page.goto(pages.url)
      const found = JSON.parse(await page.evaluate(() => window.ask({ do: 'check' })))
      expect(found).toEqual({ top: found.n, n: found.n, integrity_check: 'ok' })
      expect(found.n).toBeGreaterThanOrEqual(acknowledged)
      await browser.kill()
    }
  } finally {
    await browser.end()
  }
})

/** Kills the browser once it has told of `count` batches; answers the last number told. */
async function writeAndKill(browser: BrowserProcess, count: number): Promise<number> {
  const page = await (await browser.start()).newPage()
  let [acknowledged, told] = [0, 0]
  const enough = new Promise<void>((resolve) => {
    page.on('console', (line) => {
      acknowledged = Number(/^acknowledged (\d+)$/.exec(line.text())?.[1] ?? acknowledged)
      if (++told >= count) resolve()
    })
  })
  await page.goto(pages.url)
  void page.evaluate(() => window.ask({ do: 'write' })).catch(() => {})
  await enough
  await browser.kill()
  return acknowledged
}
