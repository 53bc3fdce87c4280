// Whether this server has a provider: asked once for each screen that wants to know.

import type { Provider } from '@sotto/client'
import { useEffect, useState } from 'react'
import { useCommand } from '../engine/use-command.ts'

/** Undefined where there is none, or as long as that is not known. */
export function useProvider(): Provider | undefined {
  const { run } = useCommand('findProvider')
  const [provider, setProvider] = useState<Provider>()
  useEffect(() => {
    let isOver = false
    void run({ server: window.location.origin }).then((outcome) => {
      if (outcome.ok && !isOver) setProvider(outcome.value.provider)
    })
    return () => {
      isOver = true
    }
  }, [run])
  return provider
}
