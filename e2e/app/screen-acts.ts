// What the tests of the screens do to come to one: presses, words, and the names of what is in the gallery.

import { expect, type Locator, type Page } from '@playwright/test'

export const visible = (page: Page, text: string | RegExp): Locator =>
  page.getByText(text).filter({ visible: true }).first()

export type Act = (page: Page) => Promise<unknown>

export const button =
  (name: string | RegExp): Act =>
  (page) =>
    page.getByRole('button', { name }).first().click()
export const item =
  (name: string): Act =>
  (page) =>
    page.getByRole('menuitem', { name }).click()
const link =
  (name: string | RegExp): Act =>
  (page) =>
    page.getByRole('link', { name }).first().click()
export const choose =
  (...names: readonly string[]): Act =>
  async (page) => {
    for (const name of names)
      await page.getByRole('dialog').getByRole('button', { name, exact: true }).click()
  }
export const search =
  (text: string): Act =>
  (page) =>
    page.getByRole('searchbox', { name: 'Search' }).fill(text)
export const searchEmoji =
  (text: string): Act =>
  (page) =>
    page.getByRole('searchbox', { name: 'Search emoji' }).fill(text)
export const fill =
  (field: string, text: string): Act =>
  (page) =>
    page.getByRole('textbox', { name: field }).fill(text)
export const check =
  (name: RegExp): Act =>
  (page) =>
    page.getByRole('checkbox', { name }).check()
export const radio =
  (name: string): Act =>
  (page) =>
    page.getByRole('radio', { name }).click()
export const keys =
  (...chords: readonly string[]): Act =>
  async (page) => {
    for (const chord of chords) await page.keyboard.press(chord)
  }
export const sees =
  (text: string | RegExp): Act =>
  (page) =>
    expect(visible(page, text)).toBeVisible()
export const replyToLast: Act = async (page) => {
  const last = page.getByRole('article').last()
  await last.hover()
  await last.getByRole('button', { name: 'Reply' }).click()
}
export const onMessage =
  (text: string, tool: string, entry?: string): Act =>
  async (page) => {
    const message = page.getByRole('article').filter({ hasText: text })
    await message.hover()
    await message.getByRole('button', { name: tool }).click()
    if (entry !== undefined) await page.getByRole('menuitem', { name: entry }).click()
  }
export const conversation = (name: RegExp): Act => link(name)
export const [bob, press, frank, grace, winter] = [/^bob/, /^Press team/, /^frank/, /^grace/, /^Winter issue/]
export const details = link('Conversation details')
export const readers = link('Who can read this')
export const signUp: Act = async (page) => {
  await page.getByRole('textbox', { name: 'Name' }).fill('alice')
  await page.getByRole('textbox', { name: 'Password' }).fill('a quiet heron over the lake')
  await page.getByRole('button', { name: 'Create account' }).click()
}
export const longMessage: Act = async (page) => {
  await page.getByRole('textbox', { name: 'Message bob' }).fill('A sentence like any other. '.repeat(100))
  await page.keyboard.press('Enter')
}
export const ownLength: Act = async (page) => {
  const part = page.getByRole('region', { name: 'Disappearing messages' })
  await part.getByRole('button', { name: 'Change' }).click()
  await part.getByRole('combobox').selectOption('own')
}
