// A browser's notifications in memory: what it shows, and what has been heard.

import type { ConversationId } from '@sotto/wire'
import type { DesktopNotice, Looking, NoticeDoor, NoticePermission } from '../notices/notice-door.ts'

export type NoticeBrowser = {
  readonly load: () => Promise<NoticeDoor>
  /** What it shows, by tag. */
  readonly shown: Map<string, DesktopNotice>
  permission: NoticePermission
  /** Where somebody looks, whatever this tab says. */
  looking: Looking | undefined
  played: number
  /** Undefined until somebody has said it. */
  badge: number | undefined
  press(tag: string): void
}

export function quietBrowser(permission: NoticePermission = 'unfit'): NoticeBrowser {
  const openers = new Set<(conversation: ConversationId) => void>()
  const shown = new Map<string, DesktopNotice>()
  const browser: NoticeBrowser = {
    load: async () => door,
    shown,
    permission,
    looking: undefined,
    played: 0,
    badge: undefined,
    press(tag) {
      const notice = shown.get(tag)
      shown.delete(tag)
      if (notice !== undefined) for (const open of openers) open(notice.news.conversation)
    },
  }
  const door: NoticeDoor = {
    permission: () => browser.permission,
    turnOn: async () => {
      browser.permission = 'on'
      return 'on'
    },
    turnOff: () => {
      browser.permission = 'off'
    },
    show: async (notice) => {
      if (browser.permission === 'on') shown.set(notice.tag, notice)
    },
    shown: async () => [...shown.values()],
    close: async (isOver) => {
      for (const notice of [...shown.values()]) if (isOver(notice)) shown.delete(notice.tag)
    },
    setBadge: (count) => {
      browser.badge = count
    },
    onOpen: (listener) => {
      openers.add(listener)
      return () => openers.delete(listener)
    },
    lead: (begin) => begin(),
    look: () => () => {},
    looking: async () => browser.looking,
    play: () => {
      browser.played += 1
      return true
    },
  }
  return browser
}
