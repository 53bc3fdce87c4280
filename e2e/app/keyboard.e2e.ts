// Without a mouse: sign in, find a conversation, write, answer, and the command palette.

import { expect, test } from '@playwright/test'
import { newPerson, Person, password } from './person.ts'
import { type Sotto, startSotto } from './sotto.ts'

let sotto: Sotto

test.beforeAll(async () => {
  sotto = await startSotto()
})
test.afterAll(() => sotto.end())

test('signing in, picking a conversation, writing, the palette: by keys alone', async ({ browser, page }) => {
  const bob = await newPerson(browser, { name: 'bob', url: sotto.url })
  const elsewhere = await newPerson(browser, { name: 'alice', url: sotto.url })
  await elsewhere.close()
  const alice = new Person(page, { name: 'alice', url: sotto.url })
  const keys = page.keyboard

  await page.goto(`${sotto.url}/sign-in`)
  await expect(page.getByRole('textbox', { name: 'Name' })).toBeFocused()
  await keys.type('alice')
  await keys.press('Tab')
  await keys.type(password)
  await keys.press('Enter')
  await expect(alice.list).toBeVisible()

  await keys.press('Control+k')
  await keys.type('bob')
  await expect(page.getByRole('option', { name: 'bob' })).toBeVisible()
  await keys.press('Enter')
  await alice.expectOpen('bob')
  await expect(alice.composer).toBeFocused()
  await keys.type('written by keys')
  await keys.press('Shift+Enter')
  await keys.type('on two lines')
  await keys.press('Enter')
  await expect(alice.bubble('on two lines')).toBeVisible()

  await bob.open('alice')
  await bob.accept()
  await bob.say('well typed')
  await expect(alice.bubble('well typed')).toBeVisible()

  await keys.press('Control+k')
  await keys.type('settings')
  await expect(page.getByRole('option', { name: 'Open settings' })).toBeVisible()
  await keys.press('Enter')
  await expect(page.getByRole('heading', { name: 'Settings', level: 1 })).toBeVisible()
  await page.getByRole('link', { name: 'You', exact: true }).focus()
  await keys.press('ArrowDown')
  await keys.press('Enter')
  await expect(page.getByRole('list', { name: 'Your devices' })).toBeVisible()
  await expect(page).toHaveURL(/\/settings\/devices$/)

  await keys.press('Control+Shift+f')
  await expect(alice.list.getByRole('searchbox', { name: 'Search' })).toBeFocused()
  await keys.press('Tab')
  await expect(alice.row('bob')).toBeFocused()
  await keys.press('Enter')
  await alice.expectOpen('bob')
  await expect(alice.composer).toBeFocused()
  await keys.type('back again')
  await keys.press('Enter')
  await expect(bob.bubble('back again')).toBeVisible()

  await keys.press('Control+k')
  await expect(page.getByRole('dialog', { name: 'Jump to' })).toBeVisible()
  await keys.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await expect(alice.composer).toBeFocused()

  await test.step('between the field and the messages', async () => {
    await keys.press('ArrowUp')
    await expect(alice.bubble('back again')).toBeFocused()
    await keys.press('Escape')
    await expect(alice.composer).toBeFocused()
    await keys.press('ArrowUp')
    await keys.press('Tab')
    await expect(alice.bubble('back again').getByRole('button', { name: 'Reply' })).toBeFocused()
    await keys.press('Enter')
    await expect(page.getByText(/^Reply to/)).toBeVisible()
    await expect(alice.composer).toBeFocused()
    await keys.type('in answer')
    await keys.press('Enter')
    await expect(bob.bubble('in answer')).toBeVisible()
  })

  await test.step('a group from the palette, and the focus back from both', async () => {
    await keys.press('Control+k')
    await keys.type('new conv')
    await expect(page.getByRole('option', { name: 'New conversation' })).toBeVisible()
    await keys.press('Enter')
    const people = page.getByRole('searchbox', { name: 'Search people' })
    await expect(people).toBeFocused()
    await keys.press('Escape')
    await expect(page.getByRole('dialog')).toHaveCount(0)
    await expect(alice.composer).toBeFocused()
  })

  await test.step('a person by Enter, and to the neighbour in the list', async () => {
    const carol = await newPerson(browser, { name: 'carol', url: sotto.url })
    await carol.close()
    await keys.press('Control+k')
    await keys.type('new conv')
    await expect(page.getByRole('option', { name: 'New conversation' })).toBeVisible()
    await keys.press('Enter')
    await expect(page.getByRole('searchbox', { name: 'Search people' })).toBeFocused()
    await keys.type('car')
    await expect(page.getByRole('dialog').getByRole('button', { name: 'carol', exact: true })).toBeVisible()
    await expect(page.getByRole('dialog').getByRole('button', { name: 'bob', exact: true })).toHaveCount(0)
    await keys.press('Enter')
    await expect(page.getByRole('list', { name: 'Chosen' })).toContainText('carol')
    await keys.press('Enter')
    await alice.expectOpen('carol')
    await expect(alice.row('carol')).toBeVisible()
    await keys.press('Alt+ArrowDown')
    await alice.expectOpen('bob')
    await keys.press('Alt+ArrowUp')
    await alice.expectOpen('carol')
  })

  await test.step('the list of shortcuts', async () => {
    await expect(alice.composer).toBeFocused()
    await keys.press('Control+/')
    await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible()
    await keys.press('Escape')
    await expect(page.getByRole('dialog')).toHaveCount(0)
    await expect(alice.composer).toBeFocused()
  })
  await bob.close()
})
