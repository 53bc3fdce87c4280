// What went wrong with the whole form, read out as soon as it appears.

import { CircleAlert } from 'lucide-react'

export function FormError({ text }: { readonly text: string | undefined }) {
  if (text === undefined) return null
  return (
    <p
      role="alert"
      className="flex items-start gap-2 rounded-md bg-danger-soft px-3 py-2.5 text-sm text-danger-text"
    >
      <CircleAlert aria-hidden="true" className="mt-px size-4 shrink-0" />
      {text}
    </p>
  )
}
