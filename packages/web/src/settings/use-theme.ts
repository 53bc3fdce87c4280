// The theme as the account has chosen it, on this and every other device.

import type { Theme } from '@sotto/client'
import { useCallback, useEffect } from 'react'
import { useEngine } from '../engine/engine-context.tsx'
import { useTopic } from '../engine/use-topic.ts'
import { showTheme } from '../ui/theme.ts'

/** Shows what another device has chosen. */
export function useChosenTheme(): void {
  const theme = useTopic('settings', undefined)?.theme
  useEffect(() => {
    if (theme !== undefined) showTheme(theme)
  }, [theme])
}

/** Shown here at once, and on the others as soon as they hear of it. */
export function useChooseTheme(): (theme: Theme) => void {
  const engine = useEngine()
  return useCallback(
    (theme) => {
      showTheme(theme)
      void engine.call('choose', { theme })
    },
    [engine],
  )
}
