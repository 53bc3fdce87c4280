// A labelled text field with a hint and an error, wired for assistive technology by Base UI. Unless told
// otherwise the browser keeps nothing that is typed into it: its autofill writes to the disk in the clear.

import { Field as BaseField } from '@base-ui/react/field'
import clsx from 'clsx'
import type { ComponentProps, ReactNode } from 'react'

type Props = Omit<ComponentProps<typeof BaseField.Control>, 'className'> & {
  readonly label: string
  readonly hint?: ReactNode
  readonly error?: string | undefined
  /** Sits at the end of the input, as a button to reveal. */
  readonly end?: ReactNode
}

const inputClass =
  'w-full min-h-11 rounded-md border bg-surface px-3 text-ink outline-offset-0 transition-colors'

export function TextField({ label, hint, error, end, ...input }: Props) {
  return (
    <BaseField.Root className="flex flex-col gap-1.5" invalid={error !== undefined}>
      <BaseField.Label className="text-sm font-medium text-ink-soft">{label}</BaseField.Label>
      <span className="relative">
        <BaseField.Control
          autoComplete="off"
          {...input}
          className={clsx(
            inputClass,
            end !== undefined && 'pe-12',
            error === undefined ? 'border-line-strong' : 'border-danger',
          )}
        />
        {end !== undefined && (
          <span className="absolute inset-y-0 end-0.5 grid place-items-center">{end}</span>
        )}
      </span>
      {error !== undefined && (
        <BaseField.Error match className="text-sm text-danger-text">
          {error}
        </BaseField.Error>
      )}
      {hint !== undefined && error === undefined && (
        <BaseField.Description render={<div />} className="text-sm text-ink-quiet">
          {hint}
        </BaseField.Description>
      )}
    </BaseField.Root>
  )
}
