// No violations of WCAG 2.2 A and AA that axe can find, on every screen; in dark the contrast once more, which is
// all that colours change.

import { AxeBuilder } from '@axe-core/playwright'
import { expect, type Page, test } from '@playwright/test'
import { newPerson, Person, password } from './person.ts'
import { type Sotto, startSotto } from './sotto.ts'

const schemes = ['light', 'dark'] as const
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] as const

let sotto: Sotto

test.beforeAll(async () => {
  sotto = await startSotto()
})
test.afterAll(() => sotto.end())

async function expectNoViolations(page: Page, screen: string): Promise<void> {
  for (const colorScheme of schemes) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    // What appears or changes colour has to have arrived before its contrast can be measured.
    await page.evaluate(() =>
      Promise.all(document.getAnimations().map((one) => one.finished.catch(() => {}))),
    )
    // One page without frames: no other page needs to be opened to gather what was found.
    const axe = new AxeBuilder({ page }).setLegacyMode()
    const asked = colorScheme === 'light' ? axe.withTags([...tags]) : axe.withRules(['color-contrast'])
    const { violations } = await asked.analyze()
    const told = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`)
    expect.soft(told, `${screen}, ${colorScheme}`).toEqual([])
  }
}

test('every main screen', async ({ browser, page }) => {
  // Two looks at each of fifteen screens.
  test.slow()
  const bob = await newPerson(browser, { name: 'bob', url: sotto.url })
  const carol = await newPerson(browser, { name: 'carol', url: sotto.url })
  const alice = new Person(page, { name: 'alice', url: sotto.url })
  const check = (screen: string) => expectNoViolations(page, screen)

  await page.goto(`${sotto.url}/sign-in`)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await check('sign in, with errors')
  await page.goto(`${sotto.url}/sign-up`)
  await expect(page.getByRole('textbox', { name: 'Name' })).toBeVisible()
  await check('sign up')
  await alice.fillAndSubmit('Create account', password)
  await expect(page.getByTestId('recovery-code')).toBeVisible()
  await check('recovery code')
  await page.getByRole('checkbox', { name: 'I have saved it' }).check()
  await page.getByRole('button', { name: 'Continue to Sotto' }).click()
  await expect(page.getByText('Welcome, alice')).toBeVisible()
  await check('first sight')

  await alice.list.getByRole('button', { name: 'New conversation' }).first().click()
  await alice.choose('bob', 'carol')
  await check('new conversation')
  await page.getByRole('textbox', { name: 'Group name' }).fill('Harbour')
  await page.getByRole('button', { name: 'Create group' }).click()
  await alice.say(
    '**Tomorrow** at `nine`, see [the plan](https://example.org/plan)\n\n- boats\n- ropes\n\n> and coffee',
  )
  await bob.open('Harbour')
  await expectNoViolations(bob.page, 'request')
  await bob.accept()
  await bob.say('I bring the ropes')
  await carol.open('Harbour')
  await carol.accept()
  await carol.say('and I the coffee')
  await expect(alice.bubble('and I the coffee')).toBeVisible()
  await check('group conversation')

  await page.getByRole('link', { name: 'Conversation details' }).click()
  await expect(page.getByRole('list', { name: 'Members' })).toBeVisible()
  await check('group details')
  await page.keyboard.press('Control+k')
  await expect(page.getByRole('option').first()).toBeVisible()
  await check('palette')
  await page.keyboard.press('Escape')
  await alice.writeTo('bob')
  await alice.say('just the two of us')
  await page.getByRole('link', { name: 'Conversation details' }).click()
  await expect(page.getByRole('heading', { name: 'Safety number' })).toBeVisible()
  await check('direct conversation and details')
  await alice.list.getByRole('searchbox').fill('coffee')
  await expect(alice.list.getByRole('link').first()).toBeVisible()
  await check('search')
  await page.getByRole('link', { name: 'Settings' }).click()
  await expect(page.getByRole('heading', { name: 'Settings', level: 1 })).toBeVisible()
  await check('settings')
  await page.getByRole('button', { name: 'Sign out' }).click()
  await expect(page.getByRole('alertdialog')).toBeVisible()
  await check('asking before signing out')
  await bob.close()
  await carol.close()
})
