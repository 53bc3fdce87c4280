// The way back from wherever somebody was taken at once: to a message that was found, answered, or first on a day. Who takes a
// person elsewhere says so before; whoever then opens another conversation by themselves has gone on, and there is no way back.

import type { ConversationId, MessageId } from '@sotto/wire'
import { useNavigate } from '@tanstack/react-router'
import {
  createContext,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react'
import { useShortcut } from '../shell/use-shortcut.ts'

/** `at`: undefined for the end. */
type Place = { readonly conversation: ConversationId; readonly at: MessageId | undefined }

/** The timeline that is open. */
type Stand = {
  where(): Place | undefined
  /** False if it does not have the place. */
  show(place: Place): boolean
}

type WayBack = {
  readonly hasWay: boolean
  /** Before somebody is taken into this conversation. */
  leave(to: ConversationId): void
  /** Takes them there, wherever that is. */
  go(place: Place): void
  back(): void
  /** Returns the way to end it. */
  stand(stand: Stand): () => void
}

const most = 20
const WayBackContext = createContext<WayBack | undefined>(undefined)

export function useWayBack(): WayBack {
  const way = useContext(WayBackContext)
  if (way === undefined) throw new TypeError('useWayBack outside the shell')
  return way
}

type Props = { readonly open: string | undefined; readonly children: ReactNode }

export function WayBackProvider({ open, children }: Props) {
  const navigate = useNavigate()
  const [places, setPlaces] = useState<readonly Place[]>([])
  const standing = useRef<Stand>(undefined)
  const expected = useRef(open)
  useEffect(() => {
    if (open !== undefined && open !== expected.current) setPlaces([])
    expected.current = open
  }, [open])

  const leave = useCallback((to: ConversationId) => {
    const place = standing.current?.where()
    expected.current = to
    if (place !== undefined) setPlaces((all) => [...all.slice(1 - most), place])
  }, [])
  const show = useCallback(
    (place: Place) => {
      expected.current = place.conversation
      if (standing.current?.show(place) === true) return
      const { conversation, at } = place
      void navigate({ to: '/c/$conversation', params: { conversation }, search: { at }, replace: true })
    },
    [navigate],
  )
  const back = useCallback(() => {
    const last = places.at(-1)
    if (last === undefined) return
    setPlaces(places.slice(0, -1))
    show(last)
  }, [places, show])
  useShortcut('b', back, { shift: true })
  const way = useMemo<WayBack>(
    () => ({
      hasWay: places.length > 0,
      leave,
      go(place) {
        leave(place.conversation)
        show(place)
      },
      back,
      stand(stand) {
        standing.current = stand
        return () => {
          if (standing.current === stand) standing.current = undefined
        }
      },
    }),
    [places, leave, show, back],
  )
  return <WayBackContext value={way}>{children}</WayBackContext>
}
