// The browser's own notifications, by the service worker that shows them and hears of a press; who of the tabs leads, and
// which is looked at, by locks, which end with their tab whatever becomes of it.

import { parseConversationId, parseMessageId } from '@sotto/wire'
import type { Looking, NoticeDoor, NoticeNews, NoticePermission, ShownNotice } from './notice-door.ts'
import { playSound } from './sound.ts'

const leader = 'sotto-notices'
const front = 'sotto-front:'
const offKey = 'sotto.notices'

export const browserDoor: NoticeDoor = {
  permission,
  async turnOn() {
    localStorage.removeItem(offKey)
    if (canNotify() && Notification.permission === 'default') await Notification.requestPermission()
    return permission()
  },
  turnOff: () => localStorage.setItem(offKey, 'off'),
  async show({ tag, title, body, silent, news }) {
    const registration = await registered()
    if (registration === undefined || permission() !== 'on') return
    // a sound of its own needs `renotify`, without which what takes another's place comes quietly
    const options: NotificationOptions & { renotify: boolean } = {
      ...{ tag, body, silent, data: news, icon: '/icon-192.png', badge: '/icon-192.png' },
      renotify: !silent,
    }
    await registration.showNotification(title, options)
  },
  shown: async () => (await notifications()).map(({ shown }) => shown),
  async close(isOver) {
    for (const { shown, notification } of await notifications()) if (isOver(shown)) notification.close()
  },
  setBadge(count) {
    const told = count > 0 ? navigator.setAppBadge?.(count) : navigator.clearAppBadge?.()
    told?.catch(() => {})
  },
  onOpen(listener) {
    const hear = ({ data }: MessageEvent) => {
      const conversation = data?.type === 'open' ? parseConversationId(data.conversation) : undefined
      if (conversation !== undefined) listener(conversation)
    }
    navigator.serviceWorker?.addEventListener('message', hear)
    return () => navigator.serviceWorker?.removeEventListener('message', hear)
  },
  lead: (begin) => hold(leader, begin),
  look(conversation) {
    let letGo: (() => void) | undefined
    const follow = () => {
      const isInFront = document.visibilityState === 'visible' && document.hasFocus()
      if (isInFront && letGo === undefined)
        letGo = hold(`${front}${conversation ?? ''}`, () => () => {}, true)
      if (isInFront) return
      letGo?.()
      letGo = undefined
    }
    follow()
    const stops = (['focus', 'blur'] as const).map((name) => listenTo(window, name, follow))
    const stop = listenTo(document, 'visibilitychange', follow)
    return () => {
      for (const one of [...stops, stop]) one()
      letGo?.()
    }
  },
  async looking(): Promise<Looking | undefined> {
    const { held = [] } = await navigator.locks.query()
    const found = held.find(({ name }) => name?.startsWith(front))?.name?.slice(front.length)
    return found === undefined ? undefined : { conversation: found === '' ? undefined : found }
  },
  play: playSound,
}

function canNotify(): boolean {
  return 'Notification' in globalThis && 'serviceWorker' in navigator
}

function permission(): NoticePermission {
  if (!canNotify()) return 'unfit'
  if (Notification.permission === 'default') return 'ask'
  if (Notification.permission === 'denied') return 'denied'
  return localStorage.getItem(offKey) === null ? 'on' : 'off'
}

async function registered(): Promise<ServiceWorkerRegistration | undefined> {
  return canNotify() ? navigator.serviceWorker.getRegistration() : undefined
}

type Found = { readonly shown: ShownNotice; readonly notification: Notification }

async function notifications(): Promise<readonly Found[]> {
  const all = (await (await registered())?.getNotifications()) ?? []
  return all.flatMap((notification) => {
    const news = newsIn(notification.data)
    const { tag, title, body } = notification
    return news === undefined ? [] : [{ shown: { tag, title, body, news }, notification }]
  })
}

/** Another version of the app may have shown it. */
function newsIn(data: unknown): NoticeNews | undefined {
  if (typeof data !== 'object' || data === null) return undefined
  const { conversation, conversations, id } = data as Record<string, unknown>
  const [where, what] = [parseConversationId(conversation), parseMessageId(id)]
  if (where === undefined || what === undefined || !Array.isArray(conversations)) return undefined
  return {
    conversation: where,
    conversations: conversations.flatMap((one) => parseConversationId(one) ?? []),
    id: what,
  }
}

/** Until it is let go of; also before it was got. */
function hold(name: string, begin: () => () => void, shared = false): () => void {
  const asking = new AbortController()
  let end = () => asking.abort()
  const held = () =>
    new Promise<void>((resolve) => {
      const stop = begin()
      end = () => {
        stop()
        resolve()
      }
    })
  const mode = shared ? 'shared' : 'exclusive'
  void navigator.locks.request(name, { mode, signal: asking.signal }, held).catch(() => {})
  return () => end()
}

function listenTo(target: EventTarget, name: string, listener: () => void): () => void {
  target.addEventListener(name, listener)
  return () => target.removeEventListener(name, listener)
}
