// What a notification shows of a message: no more than the person has chosen, and nothing that is concealed.

import type { EngineEvent, NoticeContents } from '@sotto/client'
import type { TFunction } from 'i18next'
import { plainPreview } from '../text/plain-preview.ts'
import type { DesktopNotice, ShownNotice } from './notice-door.ts'

export type Arrival = Extract<EngineEvent, { type: 'message' }>

type T = TFunction<'app'>

const length = 160
/** Where it says neither who nor where, there is one for all. */
const anywhere = 'anywhere'

export function noticeOf(
  { message, conversationName }: Arrival,
  contents: NoticeContents,
  t: T,
): Pick<DesktopNotice, 'tag' | 'title' | 'body'> {
  const { conversation: tag, from } = message
  if (contents === 'nothing') return { tag: anywhere, title: t('title.plain'), body: t('notices.new') }
  if (contents === 'name') return { tag, title: from, body: t('notices.new') }
  const title =
    conversationName === from ? from : t('notices.in', { name: from, conversation: conversationName })
  return { tag, title, body: bodyOf(message, t) }
}

/** The same notice with what its message says now, where it shows that at all. */
export function withText({ title, tag, body, news }: ShownNotice, text: string, t: T): DesktopNotice {
  const isShown = tag !== anywhere && body !== t('notices.new')
  return { tag, title, body: isShown ? bodyOf({ text }, t) : body, silent: true, news }
}

function bodyOf(said: { readonly text: string; readonly unsupported?: string }, t: T): string {
  const text = said.unsupported === undefined ? plainPreview(said.text, length) : ''
  return text === '' ? t('notices.new') : text
}
