// Tells the engine whether somebody is at this tab: it is looked at, and was touched within the last five minutes.

import { useEffect } from 'react'
import { useEngine } from '../engine/engine-context.tsx'

const idleAfter = 5 * 60_000
const touches = ['pointerdown', 'pointermove', 'keydown', 'wheel'] as const

export function useActive(): void {
  const engine = useEngine()
  useEffect(() => {
    let last: boolean | undefined
    let timer: ReturnType<typeof setTimeout> | undefined
    const tell = (active: boolean) => {
      if (active !== last) void engine.call('setActive', { active })
      last = active
    }
    const touched = () => {
      clearTimeout(timer)
      const isSeen = document.visibilityState === 'visible'
      tell(isSeen)
      if (isSeen) timer = setTimeout(() => tell(false), idleAfter)
    }
    touched()
    document.addEventListener('visibilitychange', touched)
    for (const kind of touches) document.addEventListener(kind, touched, { passive: true })
    return () => {
      clearTimeout(timer)
      document.removeEventListener('visibilitychange', touched)
      for (const kind of touches) document.removeEventListener(kind, touched)
    }
  }, [engine])
}
