// Before a message goes: for whom. For everyone only what is one's own.

import { AlertDialog } from '@base-ui/react/alert-dialog'
import type { MessageSnapshot } from '@sotto/client'
import { useTranslation } from 'react-i18next'
import { useCommand } from '../engine/use-command.ts'
import { Button } from '../ui/button.tsx'
import { AskDialog } from '../ui/dialog.tsx'

type Props = {
  readonly message: MessageSnapshot
  /** In this conversation. */
  readonly canWrite: boolean
  readonly onClose: () => void
}

export default function DeleteDialog({ message, canWrite, onClose }: Props) {
  const { t } = useTranslation()
  const forMe = useCommand('deleteForMe')
  const forEveryone = useCommand('deleteForEveryone')
  const { conversation, id } = message
  const mayForEveryone = message.mine && canWrite && message.deleted === undefined
  async function remove(command: typeof forMe | typeof forEveryone) {
    const outcome = await command.run({ conversation, id })
    if (outcome.ok) onClose()
  }
  return (
    <AskDialog
      title={t('message.deleteTitle')}
      text={t(mayForEveryone ? 'message.deleteText' : 'message.deleteForMeText')}
      error={(forEveryone.failure ?? forMe.failure)?.message}
      onClose={onClose}
    >
      {mayForEveryone && (
        <Button wide tone="danger" busy={forEveryone.busy} onClick={() => void remove(forEveryone)}>
          {t('message.deleteForEveryone')}
        </Button>
      )}
      <Button
        wide
        tone={mayForEveryone ? 'plain' : 'danger'}
        busy={forMe.busy}
        onClick={() => void remove(forMe)}
      >
        {t('message.deleteForMe')}
      </Button>
      <AlertDialog.Close
        render={
          <Button wide tone="quiet">
            {t('common.cancel')}
          </Button>
        }
      />
    </AskDialog>
  )
}
