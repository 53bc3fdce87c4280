// Tells of what comes, as long as somebody is signed in and this tab is open, and opens what is pressed.

import { useNavigate } from '@tanstack/react-router'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { useEngine } from '../engine/engine-context.tsx'
import type { NoticeDoor } from './notice-door.ts'
import { useNoticeDoor } from './use-notice-door.ts'

/** `open`: the conversation that this tab shows. */
export function useNotices(open: string | undefined): void {
  const engine = useEngine()
  const { t } = useTranslation()
  const load = useNoticeDoor()
  const navigate = useNavigate()
  useEffect(
    () =>
      onceLoaded(Promise.all([load(), import('./notifier.ts')]), ([door, { startNotifier }]) => {
        const stops = [
          startNotifier({ engine, door, t }),
          door.onOpen((conversation) => {
            void navigate({ to: '/c/$conversation', params: { conversation }, search: {} })
          }),
        ]
        return () => {
          for (const stop of stops) stop()
        }
      }),
    [engine, load, navigate, t],
  )
  useEffect(() => onceLoaded(load(), (door: NoticeDoor) => door.look(open)), [load, open])
}

/** Begins when it is there, unless it was ended before. */
function onceLoaded<T>(loading: Promise<T>, begin: (loaded: T) => () => void): () => void {
  let end = () => {}
  let isOver = false
  void loading.then((loaded) => {
    if (!isOver) end = begin(loaded)
  })
  return () => {
    isOver = true
    end()
  }
}
