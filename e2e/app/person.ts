// Somebody in front of a browser: does with the app what people do, by what the screen names things.

import { type Browser, type BrowserContext, expect, type Locator, type Page } from '@playwright/test'

export const password = 'a quiet heron over the lake'

type Wish = { readonly name: string; readonly url: string }

export class Person {
  readonly name: string
  readonly url: string
  readonly context: BrowserContext
  page: Page

  constructor(page: Page, { name, url }: Wish) {
    this.page = page
    this.context = page.context()
    this.name = name
    this.url = url
  }

  /** Goes to sign-up, makes the account, keeps the recovery code, and arrives in the app. Answers the code. */
  async signUp(): Promise<string> {
    await this.page.goto(`${this.url}/sign-up`)
    await this.fillAndSubmit('Create account', password)
    const code = await this.page.getByTestId('recovery-code').textContent()
    await this.page.getByRole('checkbox', { name: 'I have saved it' }).check()
    await this.page.getByRole('button', { name: 'Continue to Sotto' }).click()
    await expect(this.list).toBeVisible()
    return code ?? ''
  }

  async fillAndSubmit(button: 'Create account' | 'Sign in', secret: string): Promise<void> {
    await this.page.getByRole('textbox', { name: 'Name' }).fill(this.name)
    await this.page.getByRole('textbox', { name: 'Password' }).fill(secret)
    await this.page.getByRole('button', { name: button, exact: true }).click()
  }

  async signIn(): Promise<void> {
    await this.page.goto(`${this.url}/sign-in`)
    await this.fillAndSubmit('Sign in', password)
    await expect(this.list).toBeVisible()
  }

  get list(): Locator {
    return this.page.getByRole('navigation', { name: 'Conversations' })
  }

  get composer(): Locator {
    return this.page.getByRole('textbox', { name: /^Message / })
  }

  /** The line of a conversation in the list. */
  row(name: string): Locator {
    return this.list.getByRole('link').filter({ has: this.page.getByText(name, { exact: true }) })
  }

  /** The bubbles with this text in the open conversation. */
  bubble(text: string | RegExp): Locator {
    return this.page.getByRole('article').filter({ hasText: text })
  }

  /** Chooses people in the dialog that is open. */
  async choose(...names: readonly string[]): Promise<void> {
    const dialog = this.page.getByRole('dialog')
    for (const name of names) {
      await dialog.getByRole('searchbox', { name: 'Search people' }).fill(name)
      await dialog.getByRole('button', { name, exact: true }).click()
    }
  }

  /** Starts (or opens) the conversation with somebody through the dialog. */
  async writeTo(name: string): Promise<void> {
    await this.list.getByRole('button', { name: 'New conversation' }).first().click()
    await this.choose(name)
    await this.page.getByRole('button', { name: 'Start conversation' }).click()
    await this.expectOpen(name)
  }

  async createGroup(group: string, ...members: readonly string[]): Promise<void> {
    await this.list.getByRole('button', { name: 'New conversation' }).first().click()
    await this.choose(...members)
    await this.page.getByRole('textbox', { name: 'Group name' }).fill(group)
    await this.page.getByRole('button', { name: 'Create group' }).click()
    await this.expectOpen(group)
  }

  async open(name: string): Promise<void> {
    await this.row(name).click()
    await this.expectOpen(name)
  }

  async expectOpen(name: string): Promise<void> {
    await expect(this.page.getByRole('heading', { level: 1, name, exact: true })).toBeVisible()
  }

  async say(text: string): Promise<void> {
    await this.composer.fill(text)
    await this.composer.press('Enter')
    await expect(this.composer).toHaveValue('')
  }

  async accept(): Promise<void> {
    await this.page.getByRole('button', { name: 'Accept' }).click()
    await expect(this.composer).toBeVisible()
  }

  /** Of an own message: how far it has come. */
  mark(text: string): Locator {
    return this.bubble(text).getByRole('img').last()
  }

  async expectMark(text: string, state: 'Sending' | 'Sent' | 'Delivered' | 'Read'): Promise<void> {
    await expect(this.mark(text)).toHaveAccessibleName(state)
  }

  async close(): Promise<void> {
    await this.context.close()
  }
}

/** A fresh private window in which somebody has just signed up. */
export async function newPerson(browser: Browser, wish: Wish): Promise<Person> {
  const context = await browser.newContext()
  const person = new Person(await context.newPage(), wish)
  await person.signUp()
  return person
}

/** Two people who have met: the second has accepted the first, and both have the conversation open. */
export async function acquainted(first: Person, second: Person): Promise<void> {
  await first.writeTo(second.name)
  await first.say('hello')
  await second.open(first.name)
  await second.accept()
  await second.say('hello yourself')
  await expect(first.bubble('hello yourself')).toBeVisible()
}
