// The choice of light, dark or the system's, kept on this device. public/theme.js reads the same key
// before the first paint; from then on this module keeps the page in step.

export type ThemeChoice = 'system' | 'light' | 'dark'

export const themeChoices: readonly ThemeChoice[] = ['system', 'light', 'dark']
const key = 'sotto.theme'

export function readTheme(): ThemeChoice {
  const value = localStorage.getItem(key)
  return value === 'light' || value === 'dark' ? value : 'system'
}

/** Stores the choice and shows it at once. */
export function chooseTheme(choice: ThemeChoice): void {
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
