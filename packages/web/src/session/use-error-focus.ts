// After a try that failed the focus goes to what has to be changed: the first field that is marked wrong, or
// the password when name and password don't fit together.

import type { Failure } from '@sotto/client'
import { type RefObject, useEffect, useRef } from 'react'

/** `tries`: how often the form was submitted. A ref for the form. */
export function useErrorFocus(
  tries: number,
  failure: Failure | undefined,
): RefObject<HTMLFormElement | null> {
  const form = useRef<HTMLFormElement>(null)
  useEffect(() => {
    if (tries === 0) return
    const wrong = failure?.code === 'wrong_password' ? 'input[name="password"]' : '[aria-invalid="true"]'
    const field = form.current?.querySelector(wrong)
    if (!(field instanceof HTMLInputElement)) return
    field.focus()
    field.select()
  }, [tries, failure])
  return form
}
