// Handlers that stay the same functions as long as somebody looks, so that a row is drawn anew only when what it shows
// has changed.

import { useLayoutEffect, useMemo, useRef } from 'react'

type Handler = (...given: never[]) => void
type HandlersOf<T> = { readonly [K in keyof T as T[K] extends Handler | undefined ? K : never]: T[K] }

/** Of some properties those that are functions. */
export function handlersIn<T extends object>(props: T): HandlersOf<T> {
  return Object.fromEntries(
    Object.entries(props).filter(([, value]) => typeof value === 'function'),
  ) as HandlersOf<T>
}

/** Each does what the latest of its name does; they change together, when one comes or goes. */
export function useSteady<T extends object>(handlers: T): T {
  const latest = useRef(handlers as Readonly<Record<string, Handler>>)
  useLayoutEffect(() => {
    latest.current = handlers as Readonly<Record<string, Handler>>
  })
  const names = Object.keys(handlers).sort().join(' ')
  return useMemo(() => {
    const steady = names.split(' ').map((name) => {
      const handler: Handler = (...given) => latest.current[name]?.(...given)
      return [name, handler]
    })
    return Object.fromEntries(steady) as T
  }, [names])
}
