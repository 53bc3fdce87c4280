// Connects the composer to the engine while a message is written anew. The draft of the next one waits meanwhile.

import type { ConversationDetails, MessageSnapshot } from '@sotto/client'
import { linkedMentions, plainMentions } from '@sotto/wire'
import { useEffect, useRef, useState } from 'react'
import { useCommand } from '../engine/use-command.ts'
import { ComposerView } from './composer-view.tsx'

type Props = {
  readonly details: ConversationDetails
  readonly message: MessageSnapshot
  readonly onDone: () => void
}

export function EditComposer({ details, message, onDone }: Props) {
  const field = useRef<HTMLTextAreaElement>(null)
  const [text, setText] = useState(() => plainMentions(message.text))
  const edit = useCommand('editMessage')

  useEffect(() => {
    const { current } = field
    current?.focus()
    current?.setSelectionRange(current.value.length, current.value.length)
  }, [])

  async function save() {
    const { conversation, id } = message
    const linked = linkedMentions(text.trim(), { ...details, isGroup: details.kind === 'group' })
    const outcome = await edit.run({ conversation, id, text: linked })
    if (outcome.ok) onDone()
  }

  return (
    <ComposerView
      name={details.name}
      room={details}
      text={text}
      subject={{ kind: 'edit', message }}
      problem={edit.failure?.message}
      field={field}
      onText={setText}
      onSend={() => void save()}
      onCancel={onDone}
    />
  )
}
