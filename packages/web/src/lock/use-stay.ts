// Tells the engine that somebody is at it, so that the app lock does not fall; now and then, however much they do.

import { useEffect } from 'react'
import { useEngine } from '../engine/engine-context.tsx'

const often = 15_000
const signs = ['pointerdown', 'pointermove', 'keydown', 'wheel', 'touchstart'] as const

export function useStay(): void {
  const engine = useEngine()
  useEffect(() => {
    let told = Number.NEGATIVE_INFINITY
    const stay = () => {
      const now = performance.now()
      if (now - told < often) return
      told = now
      void engine.call('stay')
    }
    stay()
    for (const sign of signs) window.addEventListener(sign, stay, { passive: true })
    return () => {
      for (const sign of signs) window.removeEventListener(sign, stay)
    }
  }, [engine])
}
