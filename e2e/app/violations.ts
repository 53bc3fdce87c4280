// Looks for violations of WCAG 2.2 A and AA that axe can find: in light all of them, in dark the contrast alone,
// which is all that colours change.

import { AxeBuilder } from '@axe-core/playwright'
import { expect, type Page } from '@playwright/test'

const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] as const

type Look = { readonly screen: string; readonly scheme: 'light' | 'dark' }

export async function expectNoViolations(page: Page, { screen, scheme }: Look): Promise<void> {
  await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' })
  await expect(page.locator('html')).toHaveAttribute('data-theme', scheme)
  // What appears or changes colour has to have arrived before its contrast can be measured.
  await page.evaluate(() => Promise.all(document.getAnimations().map((one) => one.finished.catch(() => {}))))
  // Half a megabyte that a page needs once.
  const isThere = await page.evaluate(() => 'axe' in window)
  // One page without frames: no other page needs to be opened to gather what was found.
  const axe = new AxeBuilder({ page, ...(isThere && { axeSource: ';' }) }).setLegacyMode()
  // Both ends of a menu: nobody stays there, because the focus is handed on as soon as it comes.
  axe.exclude('[data-base-ui-focus-guard]')
  axe.options({ resultTypes: ['violations'], preload: false })
  const asked = scheme === 'light' ? axe.withTags([...tags]) : axe.withRules(['color-contrast'])
  const look = async () => {
    const { violations } = await asked.analyze()
    return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`)
  }
  // Asked again, because colours are still on their way on a busy machine; what stays wrong fails.
  await expect.poll(look, { message: `${screen}, ${scheme}` }).toEqual([])
}
