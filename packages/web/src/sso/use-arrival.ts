// Back from the provider: what stands in the address is taken from it and brought to the server, once.

import type { Failure, Identified } from '@sotto/client'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { formatPlainSearch } from '../app/plain-search.ts'
import { useCommand } from '../engine/use-command.ts'
import { takeSecret } from './kept-secret.ts'

type Arrival = {
  readonly identity: Identified | undefined
  readonly failure: Failure | undefined
}

export function useArrival(): Arrival {
  const search: Record<string, unknown> = useSearch({ strict: false })
  const navigate = useNavigate()
  const { run, failure } = useCommand('finishSso')
  const [identity, setIdentity] = useState<Identified>()
  const brought = useRef(false)
  useEffect(() => {
    if (brought.current) return
    brought.current = true
    const answer = formatPlainSearch(search).slice(1)
    // nobody who looks at the address, or goes back to it, finds the code there
    void navigate({ to: '/sso', search: {}, replace: true })
    void run({ server: window.location.origin, secret: takeSecret(), answer }).then((outcome) => {
      if (outcome.ok) setIdentity(outcome.value)
    })
  }, [run, search, navigate])
  return { identity, failure }
}
