// `npm run tour`: takes the pictures of the documentation (docs/images) from the running app, with three people
// who talk about harmless things. It starts a server of its own and ends it again.

import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Browser, type BrowserContextOptions, chromium, expect } from '@playwright/test'
import { newPerson, Person, password } from './app/person.ts'
import { type Sotto, startSotto } from './app/sotto.ts'

const images = join(import.meta.dirname, '..', 'docs', 'images')
const wide = { viewport: { width: 1280, height: 800 }, deviceScaleFactor: 1.5 } as const
const small = {
  viewport: { width: 360, height: 740 },
  deviceScaleFactor: 2,
  isMobile: true,
  hasTouch: true,
} as const
const common = { locale: 'en-GB', reducedMotion: 'reduce' } as const satisfies BrowserContextOptions

type Look = BrowserContextOptions & { readonly colorScheme: 'light' | 'dark' }

async function open(browser: Browser, name: string, { look, url }: { look: Look; url: string }) {
  const context = await browser.newContext({ ...common, ...look })
  return new Person(await context.newPage(), { name, url })
}

async function picture(person: Person, file: string): Promise<void> {
  await person.page.mouse.move(0, 0)
  await person.page.screenshot({ path: join(images, `${file}.png`), animations: 'disabled', caret: 'hide' })
  process.stdout.write(`docs/images/${file}.png\n`)
}

async function take(browser: Browser, { url }: Sotto): Promise<void> {
  const light = { ...wide, colorScheme: 'light' } as const
  const carol = await newPerson(browser, { name: 'carol', url })
  const bob = await newPerson(browser, { name: 'bob', url })
  const alice = await open(browser, 'alice', { look: light, url })
  await signingUp(alice)

  await alice.writeTo('bob')
  await directTalk(alice, bob)
  await groupTalk(alice, bob, carol)
  await carol.writeTo('alice')
  await carol.say('Are you coming to the concert on Friday?')
  await alice.open('carol')
  await alice.say('With pleasure. I bring the tickets.')
  await carol.say('See you at *seven*, then')
  await expect(alice.bubble('See you at')).toBeVisible()

  await alice.open('bob')
  await picture(alice, 'conversation-light')
  await alice.page.emulateMedia({ colorScheme: 'dark' })
  await picture(alice, 'conversation-dark')
  await alice.page.emulateMedia({ colorScheme: 'light' })
  await alice.open('Harbour festival')
  await alice.page.getByRole('link', { name: 'Conversation details' }).click()
  await expect(alice.page.getByRole('list', { name: 'Members' })).toBeVisible()
  await picture(alice, 'group')
  await alice.page.setViewportSize(small.viewport)
  await alice.page.getByRole('link', { name: 'Close' }).click()
  await expect(alice.bubble('lemonade')).toBeInViewport()
  await picture(alice, 'phone')
}

async function signingUp(person: Person): Promise<void> {
  await person.page.goto(`${person.url}/sign-up`)
  await person.page.getByRole('textbox', { name: 'Name' }).fill(person.name)
  await person.page.getByRole('textbox', { name: 'Password' }).fill(password)
  await expect(person.page.getByText('Strong')).toBeVisible()
  await picture(person, 'signup')
  await person.signUp()
}

async function directTalk(alice: Person, bob: Person): Promise<void> {
  await alice.say('Good morning! Did you have time to look at the draft?')
  await bob.open('alice')
  await bob.accept()
  await bob.say('I did. Two remarks:')
  await bob.say('1. The summary should **come first**\n2. Page 4 repeats page 2')
  await alice.say('Both fair. I move the summary up and cut page 4.')
  await bob.say('Then it is ready for the printer, as far as I can see. They need it by `14:00`.')
  await alice.say('You have it by noon.')
  await bob.say('Wonderful, thank you')
  await expect(alice.bubble('Wonderful')).toBeVisible()
  await alice.expectMark('You have it by noon.', 'Read')
}

async function groupTalk(alice: Person, bob: Person, carol: Person): Promise<void> {
  const group = 'Harbour festival'
  await alice.createGroup(group, 'bob', 'carol')
  await alice.say('Who brings what on Saturday?')
  await bob.open(group)
  await bob.say('The long table and the lamps')
  await carol.open(group)
  await carol.accept()
  await carol.say('- two cakes\n- the big thermos\n- [x] a dry day, ordered')
  await alice.say('Then I bring lemonade and the music. Doors open at ten.')
  for (const one of [bob, carol]) await expect(one.bubble('lemonade')).toBeVisible()
  await alice.expectMark('lemonade', 'Read')
}

const executablePath = process.env.SOTTO_CHROMIUM
mkdirSync(images, { recursive: true })
const sotto = await startSotto()
const browser = await chromium.launch({
  ...(executablePath === undefined ? {} : { executablePath }),
  args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
})
try {
  await take(browser, sotto)
} finally {
  await browser.close()
  await sotto.end()
}
