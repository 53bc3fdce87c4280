// Connects the composer to the engine: the draft outlives a reload, and a message leaves the field only
// to be in the outbox; if that fails it comes back.

import type { ConversationDetails, MessageSnapshot } from '@sotto/client'
import { linkedMentions } from '@sotto/wire'
import { useEffect, useRef, useState } from 'react'
import { useEngine } from '../engine/engine-context.tsx'
import { LifeButton } from '../expiry/life-button.tsx'
import { ComposerView } from './composer-view.tsx'
import { OtherDraft } from './other-draft.tsx'
import { useDraft } from './use-draft.ts'

type Props = {
  readonly details: ConversationDetails
  readonly replyTo: MessageSnapshot | undefined
  readonly onReplied: () => void
  readonly onSent: () => void
}

export function Composer({ details, replyTo, onReplied, onSent }: Props) {
  const engine = useEngine()
  const field = useRef<HTMLTextAreaElement>(null)
  const [problem, setProblem] = useState<string>()
  const { conversation, name } = details
  const draft = useDraft(conversation, details.draft)
  const [life, setLife] = useState<number>()

  useEffect(() => {
    if (replyTo !== undefined || window.matchMedia('(pointer: fine)').matches) field.current?.focus()
  }, [replyTo])

  async function takeOther(other: string) {
    if (await draft.append(other)) await engine.call('dropOtherDraft', { conversation })
    field.current?.focus()
  }

  async function send() {
    const text = draft.text.trim()
    const reply = replyTo === undefined ? {} : { inReplyTo: replyTo.id }
    const lifetime = life === undefined ? {} : { expiresAfter: life }
    draft.set('')
    setProblem(undefined)
    setLife(undefined)
    onReplied()
    const linked = linkedMentions(text, { ...details, isGroup: details.kind === 'group' })
    const outcome = await engine.call('send', {
      conversation,
      text: linked,
      ...reply,
      ...lifetime,
      until: 'queued',
    })
    if (outcome.ok) onSent()
    else {
      setLife(life)
      setProblem(outcome.error.message)
      draft.restore(text)
    }
  }

  const { otherDraft: other } = details
  return (
    <>
      {other !== undefined && (
        <OtherDraft
          text={other}
          onUse={() => void takeOther(other)}
          onDrop={() => void engine.call('dropOtherDraft', { conversation })}
        />
      )}
      <ComposerView
        name={name}
        room={details}
        text={draft.text}
        subject={replyTo && { kind: 'reply', message: replyTo }}
        problem={problem}
        field={field}
        choices={<LifeButton timer={details.timer} life={life} onLife={setLife} />}
        onText={draft.set}
        onLeave={draft.leave}
        onSend={() => void send()}
        onCancel={onReplied}
      />
    </>
  )
}
