// Whether this browser shows notifications, and the person's word about it.

import { useCallback, useEffect, useState } from 'react'
import type { NoticePermission } from './notice-door.ts'
import { useNoticeDoor } from './use-notice-door.ts'

type Permission = {
  /** Undefined until it is known. */
  readonly state: NoticePermission | undefined
  readonly turnOn: () => void
  readonly turnOff: () => void
}

export function usePermission(): Permission {
  const load = useNoticeDoor()
  const [state, setState] = useState<NoticePermission>()
  const look = useCallback(async () => setState((await load()).permission()), [load])
  useEffect(() => {
    const again = () => void look()
    again()
    // it may have been changed in the browser's own settings meanwhile
    window.addEventListener('focus', again)
    return () => window.removeEventListener('focus', again)
  }, [look])
  return {
    state,
    turnOn: () => void load().then(async (door) => setState(await door.turnOn())),
    turnOff: () =>
      void load().then((door) => {
        door.turnOff()
        setState(door.permission())
      }),
  }
}
