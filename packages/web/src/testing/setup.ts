// Every component test has the words, a clean page, and elements with a size (there is no layout here,
// and a virtual list draws nothing into an element without one).

import { cleanup, configure } from '@testing-library/react'
import { afterEach } from 'vitest'
import { startI18n } from '../i18n/i18n.ts'

for (const [side, size] of [
  ['clientHeight', 640],
  ['clientWidth', 480],
] as const) {
  Object.defineProperty(HTMLElement.prototype, side, { configurable: true, get: () => size })
}

// a busy machine is slow, not wrong
configure({ asyncUtilTimeout: 20_000 })
startI18n()
afterEach(() => {
  cleanup()
  localStorage.clear()
})
