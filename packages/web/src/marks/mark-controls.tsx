// Pinning and muting among the details of a conversation, with until when it is muted.

import type { ConversationDetails } from '@sotto/client'
import { Bell, BellOff, Pin, PinOff } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { detailsAction } from '../details/details-action.ts'
import { Button } from '../ui/button.tsx'
import { FormError } from '../ui/form-error.tsx'
import { DropDown } from '../ui/menu.tsx'
import { MuteItems } from './mute-items.tsx'
import { useMarks } from './use-marks.ts'
import { useMuteWords } from './use-mute-words.ts'

export function MarkControls({ details }: { readonly details: ConversationDetails }) {
  const { t } = useTranslation()
  const marks = useMarks(details)
  const words = useMuteWords(details)
  const PinIcon = marks.isPinned ? PinOff : Pin
  return (
    <>
      <Button tone="quiet" className={detailsAction} onClick={marks.togglePin}>
        <PinIcon aria-hidden="true" className="size-4" />
        {t(marks.isPinned ? 'marks.unpin' : 'marks.pin')}
      </Button>
      {marks.isMuted ? (
        <Button tone="quiet" className={detailsAction} onClick={marks.unmute}>
          <Bell aria-hidden="true" className="size-4" />
          {t('marks.unmute')}
          <span className="ms-auto text-sm font-normal text-ink-quiet">{words}</span>
        </Button>
      ) : (
        <DropDown
          align="start"
          trigger={
            <Button tone="quiet" className={detailsAction}>
              <BellOff aria-hidden="true" className="size-4" />
              {t('marks.mute')}
            </Button>
          }
        >
          <MuteItems onMute={marks.mute} />
        </DropDown>
      )}
      <FormError text={marks.failure} />
    </>
  )
}
