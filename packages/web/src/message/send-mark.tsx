// How far an own message has come, as a mark with a spoken name.

import type { SendState } from '@sotto/client'
import { Check, CheckCheck, CircleAlert, Clock3 } from 'lucide-react'
import { useTranslation } from 'react-i18next'

const icons = { pending: Clock3, sent: Check, delivered: CheckCheck, failed: CircleAlert } as const

type Props = { readonly state: SendState; readonly className?: string }

export function SendMark({ state, className }: Props) {
  const { t } = useTranslation()
  const label = t(`timeline.state.${state}`)
  return (
    <span role="img" aria-label={label} title={label} className={className}>
      {state === 'read' ? <ReadMark /> : <Icon state={state} />}
    </span>
  )
}

function Icon({ state }: { readonly state: Exclude<SendState, 'read'> }) {
  const Shape = icons[state]
  return <Shape aria-hidden="true" className="size-3.5" strokeWidth={2.4} />
}

/**
 * The same two ticks on a filled ground, so that colour alone doesn't tell.
 * `--mark-ground` is the colour that the mark stands on.
 */
function ReadMark() {
  return (
    <span aria-hidden="true" className="grid h-3.5 w-4.5 place-items-center rounded-full bg-current">
      <CheckCheck className="size-3 text-(--mark-ground)" strokeWidth={3} />
    </span>
  )
}
