// A person's face: their picture or initials, with what they are doing in the corner.

import type { AccountName } from '@sotto/wire'
import type { ComponentProps } from 'react'
import { Avatar } from '../ui/avatar.tsx'
import { type PresenceShown, presenceMark } from '../ui/presence-dot.tsx'
import { shownName, usePerson, usePicture } from './use-person.ts'

type Props = {
  readonly account: AccountName
  readonly presence?: PresenceShown | undefined
  readonly size?: ComponentProps<typeof Avatar>['size']
}

/** Decorative: the name stands beside it wherever it is used. */
export function PersonAvatar({ account, presence, size }: Props) {
  const person = usePerson(account)
  const picture = usePicture(person)
  const mark = presence === undefined ? undefined : presenceMark(presence, person?.status?.kind)
  return (
    <Avatar
      name={person?.name === '' || person === undefined ? account : shownName(account, person)}
      hueOf={account}
      picture={picture}
      presence={mark}
      {...(size === undefined ? {} : { size })}
    />
  )
}
