// Looks for violations of WCAG 2.2 A and AA that axe can find: in light all of them, in dark the contrast alone,
// which is all that colours change.

import { expect, type Page } from '@playwright/test'
import axe, { type RunOptions } from 'axe-core'

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']

const common = { resultTypes: ['violations'], preload: false } satisfies RunOptions
const everything: RunOptions = { ...common, runOnly: { type: 'tag', values: tags } }
const contrast: RunOptions = { ...common, runOnly: { type: 'rule', values: ['color-contrast'] } }

declare global {
  interface Window {
    axe?: typeof axe
  }
}

type Look = { readonly screen: string; readonly scheme: 'light' | 'dark' }

export async function expectNoViolations(page: Page, { screen, scheme }: Look): Promise<void> {
  await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' })
  await expect(page.locator('html')).toHaveAttribute('data-theme', scheme)
  // What appears or changes colour has to have arrived before its contrast can be measured.
  await page.evaluate(() => Promise.all(document.getAnimations().map((one) => one.finished.catch(() => {}))))
  // Half a megabyte that a page needs once.
  if (await page.evaluate(() => window.axe === undefined)) await page.evaluate(axe.source)
  const options = scheme === 'light' ? everything : contrast
  // Asked again, because colours are still on their way on a busy machine; what stays wrong fails.
  await expect
    .poll(() => page.evaluate(findViolations, options), { message: `${screen}, ${scheme}` })
    .toEqual([])
}

/** In the page, which answers with what is wrong alone: all that axe has looked at is long to tell. */
async function findViolations(options: RunOptions): Promise<string[]> {
  // Both ends of a menu: nobody stays there, because the focus is handed on as soon as it comes.
  const there = { exclude: [['[data-base-ui-focus-guard]']] }
  const found = await window.axe?.run(there, options)
  if (found === undefined) throw new Error('axe is not in the page')
  return found.violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`)
}
