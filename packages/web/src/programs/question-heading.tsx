// What is asked. It takes the focus when it comes, because it stands where something else was.

import { type ReactNode, useEffect, useRef } from 'react'

export function QuestionHeading({ children }: { readonly children: ReactNode }) {
  const heading = useRef<HTMLHeadingElement>(null)
  useEffect(() => heading.current?.focus(), [])
  return (
    <h2 ref={heading} tabIndex={-1} className="text-lg font-semibold outline-none [overflow-wrap:anywhere]">
      {children}
    </h2>
  )
}
