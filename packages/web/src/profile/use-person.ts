// What people call themselves, in one place: whoever shows a person takes the name from here. The account name stands
// beside it where somebody else has a name that looks the same.

import type { ProfileSnapshot } from '@sotto/client'
import type { AccountName } from '@sotto/wire'
import { useEffect, useRef, useState } from 'react'
import { useTopic } from '../engine/use-topic.ts'

export function usePerson(account: AccountName): ProfileSnapshot | undefined {
  return useTopic('person', { account }) ?? undefined
}

/** The account name while nothing else is known. */
export function usePersonName(account: AccountName): string {
  return shownName(account, usePerson(account))
}

export function shownName(
  account: string,
  person: Pick<ProfileSnapshot, 'name' | 'alike'> | undefined,
): string {
  if (person === undefined || person.name === '') return account
  return person.alike ? `${person.name} (@${account})` : person.name
}

/** The address of their picture while it is drawn; undefined for who has none. */
export function usePicture(person: ProfileSnapshot | undefined): string | undefined {
  const [url, setUrl] = useState<string>()
  const latest = useRef(person?.picture)
  // the bytes are others with every snapshot, the picture only with another version
  if (latest.current?.version !== person?.picture?.version) latest.current = person?.picture
  const picture = latest.current
  useEffect(() => {
    if (picture === undefined) return setUrl(undefined)
    const made = URL.createObjectURL(new Blob([picture.bytes.slice()], { type: picture.type }))
    setUrl(made)
    return () => URL.revokeObjectURL(made)
  }, [picture])
  return url
}
