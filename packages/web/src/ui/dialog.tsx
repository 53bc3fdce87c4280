// Dialogs: a plain one with a title and a close button (the whole screen on a phone), and one that asks
// before something that can't be taken back.

import { AlertDialog } from '@base-ui/react/alert-dialog'
import { Dialog as BaseDialog } from '@base-ui/react/dialog'
import { X } from 'lucide-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { Button, IconButton } from './button.tsx'
import { useReturnFocus } from './use-return-focus.ts'

const backdrop =
  'fixed inset-0 z-40 bg-scrim transition-opacity duration-150 data-starting-style:opacity-0 data-ending-style:opacity-0'
const popup =
  'fixed z-50 flex flex-col bg-raised text-ink shadow-pop transition duration-150 ease-calm data-starting-style:opacity-0 data-ending-style:opacity-0 data-starting-style:scale-[0.98] data-ending-style:scale-[0.98]'
const centred = 'top-1/2 left-1/2 -translate-x-1/2 -translate-y-1/2'

type DialogProps = {
  readonly title: string
  /** None while something inside it must be answered first. */
  readonly onClose: (() => void) | undefined
  readonly children: ReactNode
}

export function Dialog({ title, onClose, children }: DialogProps) {
  const { t } = useTranslation()
  useReturnFocus()
  return (
    <BaseDialog.Root open onOpenChange={(open) => !open && onClose?.()}>
      <BaseDialog.Portal>
        <BaseDialog.Backdrop className={backdrop} />
        <BaseDialog.Popup
          className={`${popup} max-wide:inset-0 wide:top-[12dvh] wide:left-1/2 wide:max-h-[76dvh] wide:w-[30rem] wide:-translate-x-1/2 wide:rounded-xl`}
        >
          <header className="flex items-center justify-between gap-3 py-3 ps-5 pe-3">
            <BaseDialog.Title className="text-lg font-semibold">{title}</BaseDialog.Title>
            {onClose !== undefined && (
              <BaseDialog.Close
                render={
                  <IconButton label={t('common.close')} small>
                    <X className="size-4.5" />
                  </IconButton>
                }
              />
            )}
          </header>
          {children}
        </BaseDialog.Popup>
      </BaseDialog.Portal>
    </BaseDialog.Root>
  )
}

type ConfirmProps = Omit<AskProps, 'children'> & {
  readonly action: string
  readonly busy?: boolean
  readonly onConfirm: () => void
}

export function ConfirmDialog({ action, busy, onConfirm, ...ask }: ConfirmProps) {
  const { t } = useTranslation()
  return (
    <AskDialog {...ask}>
      <AlertDialog.Close render={<Button tone="plain">{t('common.cancel')}</Button>} />
      <Button tone="danger" busy={busy === true} onClick={onConfirm}>
        {action}
      </Button>
    </AskDialog>
  )
}

type AskProps = {
  readonly title: string
  readonly text: ReactNode
  readonly error?: string | undefined
  readonly onClose: () => void
  /** The answers that there are. */
  readonly children: ReactNode
}

export function AskDialog({ title, text, error, onClose, children }: AskProps) {
  useReturnFocus()
  return (
    <AlertDialog.Root open onOpenChange={(open) => !open && onClose()}>
      <AlertDialog.Portal>
        <AlertDialog.Backdrop className={backdrop} />
        <AlertDialog.Popup
          className={`${popup} ${centred} w-[calc(100vw-2rem)] max-w-[26rem] gap-2 rounded-xl p-5`}
        >
          <AlertDialog.Title className="text-lg font-semibold">{title}</AlertDialog.Title>
          <AlertDialog.Description render={<div />} className="text-base text-ink-soft">
            {text}
          </AlertDialog.Description>
          {error !== undefined && (
            <p role="alert" className="text-sm text-danger-text">
              {error}
            </p>
          )}
          <div className="mt-3 flex flex-wrap justify-end gap-2">{children}</div>
        </AlertDialog.Popup>
      </AlertDialog.Portal>
    </AlertDialog.Root>
  )
}
