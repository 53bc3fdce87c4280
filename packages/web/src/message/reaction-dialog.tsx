// All emoji to react with, where there is no room for them beside the message.

import { useTranslation } from 'react-i18next'
import EmojiPicker from '../emoji/emoji-picker.tsx'
import { Dialog } from '../ui/dialog.tsx'

type Props = { readonly onPick: (emoji: string) => void; readonly onClose: () => void }

export default function ReactionDialog({ onPick, onClose }: Props) {
  const { t } = useTranslation()
  return (
    <Dialog title={t('message.chooseReactionTitle')} onClose={onClose}>
      <div className="flex justify-center pb-3">
        <EmojiPicker
          onPick={(emoji) => {
            onPick(emoji)
            onClose()
          }}
        />
      </div>
    </Dialog>
  )
}
