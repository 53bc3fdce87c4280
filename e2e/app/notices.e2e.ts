// One person with two tabs at a desk, and a phone: one of the tabs tells of what comes, and what is read on the phone is told
// of no longer.

import { expect, type Page, test } from '@playwright/test'
import { acquainted, newPerson, Person } from './person.ts'
import { startSotto } from './sotto.ts'

type Counted = { told?: number }

/** What the browser shows, by title and text. */
function shownTo(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready
    return (await registration.getNotifications()).map(({ title, body }) => `${title}: ${body}`)
  })
}

/** Counts what this page shows. */
async function count(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const { prototype } = ServiceWorkerRegistration
    const { showNotification } = prototype
    prototype.showNotification = function (...given) {
      const counted = globalThis as unknown as { told?: number }
      counted.told = (counted.told ?? 0) + 1
      return showNotification.apply(this, given)
    }
  })
}

/** Whether the person has this tab in front; a driven browser says so of all. */
function look(page: Page, isInFront: boolean): Promise<void> {
  return page.evaluate((inFront) => {
    document.hasFocus = () => inFront
    window.dispatchEvent(new Event(inFront ? 'focus' : 'blur'))
  }, isInFront)
}

test('[SY-14] one tab tells of what comes while nobody looks, until it is read on another device', async ({
  browser,
}) => {
  const sotto = await startSotto()
  const desk = await newPerson(browser, { name: 'alice', url: sotto.url })
  const bob = await newPerson(browser, { name: 'bob', url: sotto.url })
  await acquainted(desk, bob)
  const phone = new Person(await (await browser.newContext()).newPage(), { name: 'alice', url: sotto.url })
  await phone.signIn()
  await desk.context.grantPermissions(['notifications'], { origin: sotto.url })
  const tabs = [desk.page, await desk.context.newPage()] as const
  for (const tab of tabs) {
    await count(tab)
    await tab.goto(`${sotto.url}/`)
    await expect(tab.getByRole('navigation', { name: 'Conversations' })).toContainText('bob')
  }
  for (const tab of tabs) await look(tab, false)
  await bob.say('are you **there**?')
  await expect.poll(() => shownTo(tabs[0])).toEqual(['bob: are you there?'])
  const told = await Promise.all(tabs.map((tab) => tab.evaluate(() => (globalThis as Counted).told ?? 0)))
  expect(told.toSorted()).toEqual([0, 1])
  await phone.open('bob')
  await expect(phone.bubble('are you there?')).toBeVisible()
  await expect.poll(() => shownTo(tabs[0])).toEqual([])
  await phone.page.getByRole('link', { name: 'Settings' }).click()

  await look(tabs[1], true)
  await bob.say('and now?')
  await expect(tabs[1].getByRole('region', { name: 'New messages' })).toContainText('and now?')
  expect(await shownTo(tabs[0])).toEqual([])
  for (const one of [desk, phone, bob]) await one.close()
  await sotto.end()
})
