// Sends what a message says to other conversations: found by their names, chosen, and sent to all of them at once.

import type { MessageSnapshot } from '@sotto/client'
import type { ConversationId } from '@sotto/wire'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useEngine } from '../engine/engine-context.tsx'
import { useTopic } from '../engine/use-topic.ts'
import { plainPreview } from '../text/plain-preview.ts'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { FormError } from '../ui/form-error.tsx'
import { ConversationPicker } from './conversation-picker.tsx'

type Props = { readonly message: MessageSnapshot; readonly onClose: () => void }

export default function ForwardDialog({ message, onClose }: Props) {
  const { t } = useTranslation()
  const [chosen, setChosen] = useState<readonly ConversationId[]>([])
  const { send, busy, problem } = useForward(message)
  async function go() {
    const left = await send(chosen)
    setChosen(left)
    if (left.length === 0) onClose()
  }
  return (
    <Dialog title={t('forward.title')} onClose={onClose}>
      <p dir="auto" className="mx-5 mb-3 line-clamp-2 shrink-0 rounded-md bg-bubble px-3 py-2 text-sm">
        {plainPreview(message.text, 200)}
      </p>
      <ConversationPicker chosen={chosen} onChosen={setChosen} />
      <footer className="flex flex-col gap-3 border-t border-line px-5 py-4">
        <p className="text-sm text-ink-quiet">{t('forward.note')}</p>
        <FormError text={problem} />
        <Button tone="primary" wide disabled={chosen.length === 0} busy={busy} onClick={() => void go()}>
          {chosen.length === 0 ? t('forward.title') : t('forward.action', { count: chosen.length })}
        </Button>
      </footer>
    </Dialog>
  )
}

/** `send` answers with those to which it could not be sent. */
function useForward({ conversation, id }: MessageSnapshot) {
  const { t } = useTranslation()
  const engine = useEngine()
  const all = useTopic('conversations', undefined)
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string>()
  async function send(chosen: readonly ConversationId[]): Promise<readonly ConversationId[]> {
    setBusy(true)
    setProblem(undefined)
    const left: ConversationId[] = []
    for (const to of chosen) {
      const key = crypto.randomUUID()
      const outcome = await engine.call('forward', { conversation, id, to, until: 'queued', key })
      if (outcome.ok) continue
      left.push(to)
      const name = all?.find((one) => one.conversation === to)?.name ?? ''
      setProblem(t('forward.failed', { name, text: outcome.error.message }))
    }
    setBusy(false)
    return left
  }
  return { send, busy, problem }
}
