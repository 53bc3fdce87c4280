// A passkey out of what the browser suggests in the field for the name: asked for as long as the form is there, with a
// question that the server still knows.

import { useEffect, useRef } from 'react'
import { type PasskeyDoor, type Shown, usePasskeys } from '../account/passkey-door.ts'
import { useEngine } from '../engine/engine-context.tsx'

/** The server forgets a question after five minutes (F-7). */
const goodFor = 4 * 60_000

type Ask = () => Promise<Parameters<PasskeyDoor['suggest']>[0] | undefined>
type Take = (shown: Shown) => Promise<unknown>

export function useSuggestedPasskey(take: Take): void {
  const engine = useEngine()
  const passkeys = usePasskeys()
  const latest = useRef(take)
  latest.current = take
  useEffect(() => {
    const gone = new AbortController()
    const ask: Ask = async () => {
      const asked = await engine.call('askForPasskey', { server: window.location.origin })
      return asked.ok ? asked.value : undefined
    }
    void suggestWhile(passkeys, ask, (shown) => latest.current(shown), gone.signal)
    return () => gone.abort()
  }, [engine, passkeys])
}

/** Once: where the browser refuses, or the server did, the button is there all the same. */
async function suggestWhile(passkeys: PasskeyDoor, ask: Ask, take: Take, signal: AbortSignal): Promise<void> {
  if (!(await passkeys.canSuggest())) return
  while (!signal.aborted) {
    const asked = await ask()
    if (asked === undefined || signal.aborted) return
    const shown = await passkeys.suggest(asked, AbortSignal.any([signal, AbortSignal.timeout(goodFor)]))
    if (shown === 'over') continue
    if (shown.ok) await take(shown.value)
    return
  }
}
