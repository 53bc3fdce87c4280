// Which members' account keys differ from the ones first seen. It looks only when the engine says that
// the conversation needs attention.

import type { ConversationDetails, PersonSnapshot } from '@sotto/client'
import { useEffect, useState } from 'react'
import { useEngine } from '../engine/engine-context.tsx'

type Account = PersonSnapshot['account']

export function useChangedKeys(details: ConversationDetails, own: string): readonly Account[] {
  const engine = useEngine()
  const [changed, setChanged] = useState<ReadonlySet<Account>>(new Set())
  const { attention } = details
  const members = details.members.filter((member) => member !== own).join(' ')

  useEffect(() => {
    setChanged(new Set())
    if (!attention) return
    const stops = members.split(' ').map((member) =>
      engine.watch('people', { query: member }, ({ people }) => {
        const person = people.find(({ account }) => account === member)
        if (person !== undefined) setChanged((before) => withPerson(before, person))
      }),
    )
    return () => {
      for (const stop of stops) stop()
    }
  }, [engine, attention, members])

  return [...changed].sort()
}

function withPerson(
  before: ReadonlySet<Account>,
  { account, keyChanged }: PersonSnapshot,
): ReadonlySet<Account> {
  if (before.has(account) === keyChanged) return before
  const after = new Set(before)
  if (keyChanged) after.add(account)
  else after.delete(account)
  return after
}
