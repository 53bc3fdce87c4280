// Two people talk, live, in two browsers.

import { expect, test } from '@playwright/test'
import { acquainted, newPerson, type Person } from './person.ts'
import { type Sotto, startSotto } from './sotto.ts'

let sotto: Sotto
let alice: Person
let bob: Person

test.describe.configure({ mode: 'serial' })

test.beforeAll(async ({ browser }) => {
  sotto = await startSotto()
  alice = await newPerson(browser, { name: 'alice', url: sotto.url })
  bob = await newPerson(browser, { name: 'bob', url: sotto.url })
  await acquainted(alice, bob)
})
test.afterAll(async () => {
  await alice?.close()
  await bob?.close()
  await sotto?.end()
})

test('both ways, in order, with delivered and read marks', async () => {
  for (const turn of ['first', 'second', 'third']) {
    await alice.say(`${turn} from alice`)
    await expect(bob.bubble(`${turn} from alice`)).toBeVisible()
    await bob.say(`${turn} from bob`)
    await expect(alice.bubble(`${turn} from bob`)).toBeVisible()
  }
  const texts = /(first|second|third) from (alice|bob)/
  const order = async (person: Person) =>
    (await person.bubble(texts).allTextContents()).map((text) => texts.exec(text)?.[0])
  expect(await order(alice)).toEqual(await order(bob))
  await alice.expectMark('third from alice', 'Read')
  await bob.expectMark('third from bob', 'Read')
})

test('what is not looked at is delivered, counted as unread, and read when it is opened', async () => {
  await bob.page.getByRole('link', { name: 'Settings' }).click()
  await expect(bob.page.getByRole('heading', { name: 'Settings' })).toBeVisible()
  await alice.say('one to wait')
  await alice.say('two to wait')
  await expect(bob.row('alice').getByRole('img', { name: '2 unread messages' })).toBeVisible()
  await expect(bob.row('alice')).toContainText('two to wait')
  await expect(bob.page).toHaveTitle('(2) Sotto')
  await alice.expectMark('two to wait', 'Delivered')
  await bob.open('alice')
  await expect(bob.page.getByText('New messages')).toBeVisible()
  await alice.expectMark('two to wait', 'Read')
  await expect(bob.row('alice').getByRole('img', { name: /unread/ })).toHaveCount(0)
  await expect(bob.page).toHaveTitle('Sotto')
})

test('a message is reacted to, edited and deleted on both sides', async () => {
  const tool = async (person: Person, text: string, name: string) => {
    const bubble = person.bubble(text)
    await bubble.hover()
    await bubble.getByRole('button', { name, exact: true }).click()
  }
  const choose = async (person: Person, text: string, entry: string) => {
    await tool(person, text, 'More')
    await person.page.getByRole('menuitem', { name: entry }).click()
  }
  await alice.say('we meet on Wednesday')
  await tool(bob, 'we meet on Wednesday', 'React')
  await bob.page.getByRole('searchbox', { name: 'Search emoji' }).fill('rocket')
  await bob.page.getByRole('gridcell', { name: 'rocket' }).click()
  await expect(alice.bubble('Wednesday').getByRole('button', { name: '🚀 from bob' })).toBeVisible()

  await choose(alice, 'we meet on Wednesday', 'Edit')
  await alice.composer.fill('we meet on Thursday')
  await alice.composer.press('Enter')
  const edited = bob.bubble('we meet on Thursday')
  await edited.getByRole('button', { name: 'edited' }).click()
  await expect(bob.page.getByRole('dialog').getByText('we meet on Wednesday')).toBeVisible()
  await bob.page.keyboard.press('Escape')
  await expect(edited.getByRole('button', { name: '🚀 from you' })).toBeVisible()

  await choose(alice, 'we meet on Thursday', 'Delete…')
  await alice.page.getByRole('button', { name: 'Delete for everyone' }).click()
  await expect(bob.bubble('alice deleted this message')).toBeVisible()
  await expect(bob.page.getByText(/we meet on/)).toHaveCount(0)
  await expect(alice.row('bob')).toContainText('Message deleted')
})

test('[CT-21] [CT-22] messages disappear from both sides when one of the two has said so', async () => {
  const part = alice.page.getByRole('region', { name: 'Disappearing messages' })
  const after = async (choice: string) => {
    await part.getByRole('button', { name: 'Change' }).click()
    await part.getByRole('combobox', { name: 'Messages disappear' }).selectOption(choice)
  }
  await bob.page.getByRole('link', { name: 'Settings' }).click()
  await alice.page.getByRole('link', { name: 'Conversation details' }).click()
  await after('After a time of your own')
  await part.getByRole('textbox', { name: 'How many' }).fill('3')
  await part.getByRole('combobox', { name: 'Of what' }).selectOption('Seconds')
  await part.getByRole('button', { name: 'Save' }).click()
  await expect(alice.page.getByText('You set messages to disappear after 3 seconds')).toBeVisible()
  await alice.composer.fill('soon to be gone')
  await alice.composer.press('Enter')
  // bob has not looked yet: there it waits for him
  await expect(bob.row('alice')).toContainText('soon to be gone')
  await expect(alice.page.getByText('soon to be gone')).toHaveCount(0)
  await bob.open('alice')
  await expect(bob.page.getByText('alice set messages to disappear after 3 seconds')).toBeVisible()
  await expect(bob.page.getByText('soon to be gone')).toHaveCount(0)
  await after('Never')
  await part.getByRole('button', { name: 'Save' }).click()
  await expect(bob.page.getByText('alice turned disappearing messages off')).toBeVisible()
  await alice.page.getByRole('link', { name: 'Close' }).click()
})

test('presence follows who is there', async () => {
  const line = alice.page.getByRole('region', { name: 'Conversation with bob' })
  await expect(line.getByText('Online')).toBeVisible()
  await bob.page.close()
  await expect(line.getByText('Online')).toHaveCount(0)
  bob.page = await bob.context.newPage()
  await bob.page.goto(sotto.url)
  await expect(line.getByText('Online')).toBeVisible()
  await bob.open('alice')
})

test('markdown is drawn, and nothing in it runs or is fetched', async () => {
  const asked: string[] = []
  bob.page.on('request', (request) => asked.push(request.url()))
  const dialogs: string[] = []
  bob.page.on('dialog', (dialog) => {
    dialogs.push(dialog.message())
    void dialog.dismiss()
  })
  const remote = 'http://127.0.0.2:9'
  await alice.say(
    [
      '**bold** _italic_ `code` [web](https://example.org/page)',
      '[run](javascript:alert(1)) [data](data:text/html,<script>alert(2)</script>)',
      `![picture](${remote}/picture.png)`,
      `<img src="${remote}/raw.png" onerror="alert(3)"><script>alert(4)</script>`,
      `<a href="javascript:alert(5)">raw link</a> <iframe src="${remote}/frame"></iframe>`,
    ].join('\n\n'),
  )
  const bubble = bob.bubble('bold')
  await expect(bubble.locator('strong')).toHaveText('bold')
  await expect(bubble.locator('em')).toHaveText('italic')
  await expect(bubble.locator('code')).toHaveText('code')
  await expect(bubble.getByRole('link', { name: 'web' })).toHaveAttribute('href', 'https://example.org/page')
  await expect(bubble.getByRole('link', { name: 'web' })).toHaveAttribute('rel', /noopener/)
  await expect(bubble.locator('img, script, iframe, object, embed')).toHaveCount(0)
  await expect(bubble.locator('a:not([href^="https:"]):not([href^="http:"])')).toHaveCount(0)
  await bubble.getByText('run', { exact: true }).click()
  await bubble.getByText('raw link').click()
  await alice.say('after the markdown')
  await expect(bob.bubble('after the markdown')).toBeVisible()
  expect(dialogs).toEqual([])
  expect(asked.filter((url) => !url.startsWith(sotto.url))).toEqual([])
})
