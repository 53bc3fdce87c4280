// Asking the browser for a passkey: whether it was shown, or what kept it from being shown, in words.

import type { Outcome, PasskeyAsked } from '@sotto/client'
import { type PasskeyRefusal, showPasskey } from '@sotto/client/browser'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useEngine } from '../engine/engine-context.tsx'

type Shown = Extract<Awaited<ReturnType<typeof showPasskey>>, { ok: true }>['value']

export function useShowPasskey() {
  const { t } = useTranslation()
  const engine = useEngine()
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
    const shown = await showPasskey(asked.value)
    if (shown.ok) return shown.value
    setProblem(t(wordsFor(shown.why)))
    return undefined
  }
  return { show, problem, clear: () => setProblem(undefined) }
}

const words = {
  cancelled: 'account.passkey.cancelled',
  known: 'account.passkey.known',
  unfit: 'account.passkey.unfit',
} as const

export function wordsFor(why: PasskeyRefusal) {
  return words[why]
}
