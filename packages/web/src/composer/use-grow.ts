// Keeps a text area as high as its text, whatever its width becomes.

import { type RefObject, useEffect, useLayoutEffect } from 'react'

export function useGrow(field: RefObject<HTMLTextAreaElement | null>): void {
  useLayoutEffect(() => fit(field.current))
  useEffect(() => {
    const element = field.current
    if (element === null) return
    let width = element.clientWidth
    const observer = new ResizeObserver(() => {
      if (element.clientWidth === width) return
      width = element.clientWidth
      fit(element)
    })
    observer.observe(element)
    return () => observer.disconnect()
  }, [field])
}

function fit(element: HTMLTextAreaElement | null): void {
  if (element === null) return
  element.style.height = 'auto'
  element.style.height = `${element.scrollHeight}px`
}
