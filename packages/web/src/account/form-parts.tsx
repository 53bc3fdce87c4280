// What the dialogs around one's account are made of.

import { CircleCheck } from 'lucide-react'
import { type FormEvent, type ReactNode, type RefObject, useId } from 'react'
import { useTranslation } from 'react-i18next'
import { Button } from '../ui/button.tsx'

type BodyProps = {
  readonly formRef: RefObject<HTMLFormElement | null>
  readonly onSubmit: (event: FormEvent) => void
  readonly text: string
  readonly children: ReactNode
}

export function FormBody({ formRef, onSubmit, text, children }: BodyProps) {
  return (
    <form
      ref={formRef}
      onSubmit={onSubmit}
      noValidate
      className="flex flex-col gap-5 overflow-y-auto px-5 pb-5"
    >
      <p className="text-base text-ink-soft">{text}</p>
      {children}
    </form>
  )
}

type ChoiceProps = {
  readonly chosen: boolean
  readonly onChosen: (chosen: boolean) => void
  readonly label: string
  readonly hint?: string
}

export function Choice({ chosen, onChosen, label, hint }: ChoiceProps) {
  const id = useId()
  return (
    <label className="flex items-start gap-3">
      <input
        type="checkbox"
        checked={chosen}
        onChange={(event) => onChosen(event.target.checked)}
        {...(hint === undefined ? {} : { 'aria-describedby': id })}
        className="mt-0.5 size-5 shrink-0 accent-accent"
      />
      <span className="flex flex-col gap-0.5">
        <span className="font-medium">{label}</span>
        {hint !== undefined && (
          <span id={id} className="text-sm text-ink-quiet" aria-hidden="true">
            {hint}
          </span>
        )}
      </span>
    </label>
  )
}

type DoneProps = { readonly onClose: () => void; readonly children: ReactNode }

export function Done({ onClose, children }: DoneProps) {
  const { t } = useTranslation()
  return (
    <div className="flex flex-col gap-5 px-5 pb-5">
      <p role="status" className="flex items-start gap-2.5 text-base">
        <CircleCheck aria-hidden="true" className="mt-0.5 size-5 shrink-0 text-accent-text" />
        <span>{children}</span>
      </p>
      <Button tone="primary" wide autoFocus onClick={onClose}>
        {t('account.code.done')}
      </Button>
    </div>
  )
}
