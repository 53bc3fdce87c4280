// What the notifier needs of the browser around the page.

import type { ConversationId, MessageId } from '@sotto/wire'

/** `off`: the person has turned them off here; `unfit`: this browser has none, or not yet. */
export type NoticePermission = 'ask' | 'on' | 'off' | 'denied' | 'unfit'

export type DesktopNotice = {
  /** A notice takes the place of the one that has the same. */
  readonly tag: string
  readonly title: string
  readonly body: string
  /** Without a sound of its own, and without coming up again in the place of another. */
  readonly silent: boolean
  readonly news: NoticeNews
}

/** What a notice is about: it goes when none of these is unread. `id`: the message that it shows. */
export type NoticeNews = {
  readonly conversation: ConversationId
  readonly conversations: readonly ConversationId[]
  readonly id: MessageId
}

export type ShownNotice = Omit<DesktopNotice, 'silent'>

/** Where somebody is looking: at the app, perhaps at a conversation. */
export type Looking = { readonly conversation: string | undefined }

export type NoticeDoor = {
  readonly permission: () => NoticePermission
  /** Only by a press: the browser asks the person. */
  readonly turnOn: () => Promise<NoticePermission>
  readonly turnOff: () => void
  readonly show: (notice: DesktopNotice) => Promise<void>
  readonly shown: () => Promise<readonly ShownNotice[]>
  readonly close: (isOver: (notice: ShownNotice) => boolean) => Promise<void>
  /** 0 for none. */
  readonly setBadge: (count: number) => void
  /** Somebody has pressed a notice. */
  readonly onOpen: (listener: (conversation: ConversationId) => void) => () => void
  /** Of all tabs one leads: begins when this one does. Returns the way to let go of it. */
  readonly lead: (begin: () => () => void) => () => void
  /** Says, as long as this tab is in front, what somebody looks at there. */
  readonly look: (conversation: string | undefined) => () => void
  /** In whichever tab; undefined where nobody does. */
  readonly looking: () => Promise<Looking | undefined>
  /** False where the browser does not let it be heard. */
  readonly play: () => boolean
}
