// Tells the engine whether somebody is looking at this tab.

import { useEffect } from 'react'
import { useEngine } from '../engine/engine-context.tsx'

export function useActive(): void {
  const engine = useEngine()
  useEffect(() => {
    const tell = () => void engine.call('setActive', { active: document.visibilityState === 'visible' })
    tell()
    document.addEventListener('visibilitychange', tell)
    return () => document.removeEventListener('visibilitychange', tell)
  }, [engine])
}
