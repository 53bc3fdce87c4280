// Asking the browser for a passkey: whether it was shown, or what kept it from being shown, in words.

import type { Outcome, PasskeyAsked } from '@sotto/client'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useEngine } from '../engine/engine-context.tsx'
import { type Shown, usePasskeys, wordsFor } from './passkey-door.ts'

export function useShowPasskey() {
  const { t } = useTranslation()
  const engine = useEngine()
  const passkeys = usePasskeys()
  const [problem, setProblem] = useState<string>()
  /** Undefined when it came to nothing, which `problem` tells. */
  async function show(): Promise<Shown | undefined> {
    setProblem(undefined)
    const asked: Outcome<PasskeyAsked> = await engine.call('askForPasskey', {
      server: window.location.origin,
    })
    if (!asked.ok) {
      setProblem(asked.error.message)
      return undefined
    }
    const shown = await passkeys.show(asked.value)
    if (shown.ok) return shown.value
    setProblem(t(wordsFor(shown.why)))
    return undefined
  }
  return { show, problem, clear: () => setProblem(undefined) }
}
