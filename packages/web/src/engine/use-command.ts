// Asking the engine for something from a component: whether it is under way, and how it failed.

import type { Commands, Failure, Outcome } from '@sotto/client'
import { useCallback, useState } from 'react'
import { useEngine } from './engine-context.tsx'

type Params<C extends keyof Commands> = Commands[C]['params'] extends undefined ? [] : [Commands[C]['params']]

export type CommandState<C extends keyof Commands> = {
  readonly run: (...params: Params<C>) => Promise<Outcome<Commands[C]['value']>>
  readonly busy: boolean
  readonly failure: Failure | undefined
  readonly clear: () => void
}

export function useCommand<C extends keyof Commands>(command: C): CommandState<C> {
  const engine = useEngine()
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<Failure>()
  const clear = useCallback(() => setFailure(undefined), [])
  const run = useCallback(
    async (...params: Params<C>) => {
      setBusy(true)
      setFailure(undefined)
      const outcome = await engine.call(command, ...params)
      setBusy(false)
      if (!outcome.ok) setFailure(outcome.error)
      return outcome
    },
    [engine, command],
  )
  return { run, busy, failure, clear }
}
