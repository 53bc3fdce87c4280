// The way to the provider: what the browser is sent with, after it has kept what it comes back with.

import { use } from 'react'
import { useCommand } from '../engine/use-command.ts'
import { GoToContext } from '../programs/go-to.ts'
import { keepSecret } from './kept-secret.ts'

export function useBegin() {
  const goTo = use(GoToContext)
  const { run, busy, failure } = useCommand('startSso')

  async function begin() {
    const outcome = await run({ server: window.location.origin })
    if (!outcome.ok) return
    keepSecret(outcome.value.secret)
    goTo(outcome.value.address)
  }

  return { begin: () => void begin(), busy, failure }
}
