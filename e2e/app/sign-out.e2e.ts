// Signing out while the server can't be reached: the device is wiped at once, and its account is told later.

import { expect, test } from '@playwright/test'
import { Bot } from './bot.ts'
import { Person } from './person.ts'
import { type Sotto, startSotto } from './sotto.ts'

let sotto: Sotto

test.beforeEach(async () => {
  sotto = await startSotto()
})
test.afterEach(() => sotto.end())

for (const how of ['the page stays open', 'it is opened again'] as const) {
  test(`[S-3] signing out without a server wipes the device, and the server is told when ${how}`, {
    tag: how === 'it is opened again' ? '@thorough' : [],
  }, async ({ browser }) => {
    const bot = await Bot.signUp(sotto.url, 'erin')
    try {
      const context = await browser.newContext()
      const erin = new Person(await context.newPage(), { name: 'erin', url: sotto.url })
      await erin.signIn()
      const devices = () =>
        bot.ask('devices').then(
          (all) => all.length,
          () => undefined,
        )
      expect(await devices()).toBe(2)
      await sotto.kill()
      await erin.page.getByRole('link', { name: 'Settings' }).click()
      await erin.page.getByRole('link', { name: 'This device' }).click()
      await erin.page.getByRole('button', { name: 'Sign out', exact: true }).click()
      await erin.page.getByRole('alertdialog').getByRole('button', { name: 'Sign out', exact: true }).click()
      await expect(
        erin.page.getByText('You signed out. This device keeps nothing of your messages.'),
      ).toBeVisible()
      if (how === 'it is opened again') await erin.page.close()
      await sotto.start()
      if (how === 'it is opened again') {
        await expect.poll(devices).toBe(2)
        await (await context.newPage()).goto(sotto.url)
      }
      await expect.poll(devices, { timeout: 60_000 }).toBe(1)
      await context.close()
    } finally {
      await bot.end()
    }
  })
}
