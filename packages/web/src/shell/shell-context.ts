// Which overlay is open over the app; one at most.

import { createContext, useContext } from 'react'

export type Overlay = 'none' | 'new' | 'palette' | 'keys'

export type Shell = {
  readonly overlay: Overlay
  readonly show: (overlay: Overlay) => void
}

export const ShellContext = createContext<Shell | undefined>(undefined)

export function useShell(): Shell {
  const shell = useContext(ShellContext)
  if (shell === undefined) throw new TypeError('useShell outside the shell')
  return shell
}
