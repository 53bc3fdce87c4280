// Asks for a day, and goes to the first message of it, or the next one there is. What has not come to this device yet is called so.

import type { Commands } from '@sotto/client'
import type { ConversationId } from '@sotto/wire'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useWayBack } from '../conversation/way-back.tsx'
import { useCommand } from '../engine/use-command.ts'
import { dayOf, dayText } from '../people/days.ts'
import { fullDate } from '../text/times.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { TextField } from '../ui/field.tsx'

type Props = {
  readonly conversation: ConversationId
  /** A moment of the day that stands there at first. */
  readonly at: number
  readonly onClose: () => void
}

type Found = Commands['firstOn']['value']

export default function DayDialog({ conversation, at, onClose }: Props) {
  const { t } = useTranslation()
  const way = useWayBack()
  const first = useCommand('firstOn')
  const [day, setDay] = useState(dayText(at))
  const [found, setFound] = useState<Found>()
  const moment = dayOf(day)

  function show(message: Found['message']) {
    onClose()
    if (message !== undefined) way.go({ conversation, at: message.id })
  }
  async function look(from: number) {
    const outcome = await first.run({ conversation, at: from })
    if (!outcome.ok) return
    if (outcome.value.whole && outcome.value.message !== undefined) show(outcome.value.message)
    else setFound(outcome.value)
  }
  return (
    <Dialog title={t('search.goToDay')} onClose={onClose}>
      <form
        className="flex flex-col gap-4 overflow-y-auto px-5 pb-5"
        onSubmit={(event) => {
          event.preventDefault()
          if (moment !== undefined) void look(moment)
        }}
      >
        <TextField
          type="date"
          autoFocus
          label={t('search.day')}
          value={day}
          max={dayText(Date.now())}
          onValueChange={(value) => {
            setDay(value)
            setFound(undefined)
          }}
          error={first.failure?.message}
        />
        <Shortcuts onDay={(one) => void look(one)} />
        {found !== undefined && <NotQuite found={found} onShow={() => show(found.message)} />}
        <Button type="submit" tone="primary" disabled={moment === undefined}>
          {t('search.go')}
        </Button>
      </form>
    </Dialog>
  )
}

/** From the beginning is from the first day that can be. */
const days = { today: 0, yesterday: 1, week: 7, month: 30 } as const

function Shortcuts({ onDay }: { readonly onDay: (at: number) => void }) {
  const { t } = useTranslation()
  const ago = (count: number) => {
    const date = new Date()
    return new Date(date.getFullYear(), date.getMonth(), date.getDate() - count).getTime()
  }
  return (
    <div className="flex flex-wrap gap-2">
      {(['today', 'yesterday', 'week', 'month'] as const).map((one) => (
        <Button key={one} small onClick={() => onDay(ago(days[one]))}>
          {t(`search.days.${one}`)}
        </Button>
      ))}
      <Button small onClick={() => onDay(0)}>
        {t('search.days.beginning')}
      </Button>
    </div>
  )
}

type NotQuiteProps = { readonly found: Found; readonly onShow: () => void }

function NotQuite({ found: { message, whole }, onShow }: NotQuiteProps) {
  const { t, i18n } = useTranslation()
  return (
    <div role="alert" className="flex flex-col items-start gap-2 rounded-md bg-sunken px-3 py-2 text-sm">
      <p>{whole ? t('search.nothingSince') : t('search.notHereYet')}</p>
      {message !== undefined && (
        <Button small onClick={onShow}>
          {t('search.nearest', { day: fullDate(message.at, i18n.language) })}
        </Button>
      )}
    </div>
  )
}
