// Asking the browser for what a passkey's PRF gives for the app lock, or what kept it from it, in words.

import type { LockPasskey, LockSnapshot } from '@sotto/client'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { usePasskeys, wordsFor } from '../account/passkey-door.ts'

export function useLockPasskey({ prfInput }: Pick<LockSnapshot, 'prfInput'>) {
  const { t } = useTranslation()
  const passkeys = usePasskeys()
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string>()

  /** `ids`: of the passkeys that will do. Undefined when it came to nothing, which `problem` tells. */
  async function show(ids: readonly string[]): Promise<LockPasskey | undefined> {
    setProblem(undefined)
    setBusy(true)
    const shown = await passkeys.evaluate({ ids, prfInput })
    setBusy(false)
    if (shown.ok) return shown.value
    setProblem(t(wordsFor(shown.why)))
    return undefined
  }

  return { show, busy, problem, canUse: passkeys.canUse() }
}
