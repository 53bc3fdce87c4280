// What can be done with a message, and with which.

import type { MessageSnapshot } from '@sotto/client'
import type { MessageId } from '@sotto/wire'

export type MessageActions = {
  readonly onReply: (message: MessageSnapshot) => void
  readonly onEdit: (message: MessageSnapshot) => void
  /** `given`: the own account has reacted so, and takes it back. */
  readonly onReact: (message: MessageSnapshot, reaction: string, given: boolean) => void
  /** With any emoji, still to be chosen. */
  readonly onChooseReaction: (message: MessageSnapshot) => void
  readonly onStar: (message: MessageSnapshot, starred: boolean) => void
  readonly onForward: (message: MessageSnapshot) => void
  /** For everyone. */
  readonly onPin: (message: MessageSnapshot, pinned: boolean) => void
  readonly onDelete: (message: MessageSnapshot) => void
  readonly onVersions: (message: MessageSnapshot) => void
  /** `id`: of a message, or of a change to one, that failed. Missing where nothing can be sent any more. */
  readonly onRetry: ((id: MessageId) => void) | undefined
  readonly onDiscard: (id: MessageId) => void
  readonly onShow: (id: MessageId) => void
}

export type Doable = {
  readonly reply: boolean
  readonly react: boolean
  readonly edit: boolean
  readonly copy: boolean
  readonly forward: boolean
  readonly star: boolean
  readonly pin: boolean
  readonly remove: boolean
}

/** `canWrite`: in its conversation. */
export function doableWith(message: MessageSnapshot, canWrite: boolean): Doable {
  const isThere = message.deleted === undefined
  const isText = isThere && message.unsupported === undefined
  const wasSent = message.state !== 'failed'
  return {
    reply: canWrite && isThere,
    react: canWrite && isThere && wasSent,
    edit: canWrite && isText && wasSent && message.mine,
    copy: isText,
    // who lets it disappear does not want it elsewhere
    forward: isText && message.expires === undefined,
    star: isThere && wasSent && message.state !== 'pending',
    pin: canWrite && isThere && wasSent,
    remove: wasSent,
  }
}

export function hasReacted({ reactions }: MessageSnapshot, reaction: string): boolean {
  return reactions.some((one) => one.mine && one.reaction === reaction)
}
