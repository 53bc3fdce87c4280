// The choice of light, dark or the system's. It follows the account (settings/use-theme.ts); what stands on this device is
// what was chosen last, for public/theme.js to read before the first paint, when nobody is signed in yet.

import type { Theme } from '@sotto/client'

export const themeChoices: readonly Theme[] = ['system', 'light', 'dark']
const key = 'sotto.theme'

export function readTheme(): Theme {
  const value = localStorage.getItem(key)
  return value === 'light' || value === 'dark' ? value : 'system'
}

/** Shows the choice from now on, also at the next start. */
export function showTheme(choice: Theme): void {
  if (choice === 'system') localStorage.removeItem(key)
  else localStorage.setItem(key, choice)
  applyTheme()
}

/** Shows the stored choice, and follows the system and the other tabs from now on. */
export function followTheme(): void {
  applyTheme()
  darkQuery().addEventListener('change', applyTheme)
  window.addEventListener('storage', (event) => {
    if (event.key === key) applyTheme()
  })
}

function applyTheme(): void {
  const choice = readTheme()
  const dark = choice === 'dark' || (choice === 'system' && darkQuery().matches)
  document.documentElement.dataset.theme = dark ? 'dark' : 'light'
}

const darkQuery = () => window.matchMedia('(prefers-color-scheme: dark)')
