// A button that opens all emoji above itself, and closes them when one is chosen.

import { Popover } from '@base-ui/react/popover'
import { lazy, type ReactElement, type ReactNode, Suspense, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { GridSkeleton } from '../ui/skeleton.tsx'

const EmojiPicker = lazy(() => import('./emoji-picker.tsx'))

type Props = {
  readonly trigger: ReactElement
  /** What stands above all emoji, and closes them. */
  readonly above?: (close: () => void) => ReactNode
  readonly onPick: (emoji: string) => void
  /** Where the focus goes when one was chosen; back to the trigger without it. */
  readonly after?: () => HTMLElement | null
}

export function EmojiButton({ trigger, above, onPick, after }: Props) {
  const { t } = useTranslation()
  const [open, setOpen] = useState(false)
  const picked = useRef(false)
  return (
    <Popover.Root
      open={open}
      onOpenChange={(now) => {
        picked.current = false
        setOpen(now)
      }}
    >
      <Popover.Trigger render={trigger} />
      <Popover.Portal>
        <Popover.Positioner side="top" align="end" sideOffset={8} collisionPadding={8} className="z-40">
          <Popover.Popup
            aria-label={t('emoji.title')}
            finalFocus={() => (picked.current && after?.()) || true}
            className="rounded-lg bg-raised text-ink shadow-pop outline-none transition duration-150 ease-calm data-ending-style:opacity-0 data-starting-style:opacity-0"
          >
            {above?.(() => setOpen(false))}
            <Suspense fallback={<GridSkeleton className="h-80 w-76 p-2" />}>
              <EmojiPicker
                onPick={(emoji) => {
                  picked.current = true
                  setOpen(false)
                  onPick(emoji)
                }}
              />
            </Suspense>
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  )
}
