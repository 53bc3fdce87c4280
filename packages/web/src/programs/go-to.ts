// Leaves the app for the address that a program has registered. Apart, so that tests see where one would go.

import { createContext } from 'react'

export const GoToContext = createContext<(address: string) => void>((address) =>
  window.location.assign(address),
)
