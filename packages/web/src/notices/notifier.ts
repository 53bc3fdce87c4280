// Tells of what comes while nobody is looking at it: by the browser's notifications, a sound, and the number at the app's
// icon. Of all tabs one does. Always holds: nothing is told that the engine wants quiet, nor before what was missed is here;
// a notification goes when its message was read on any device, or deleted.

import type { ConversationSummary, Engine, EngineEvent, Settings } from '@sotto/client'
import type { ConversationId } from '@sotto/wire'
import type { TFunction } from 'i18next'
import { unreadTotal } from '../conversations/list-rows.ts'
import type { NoticeDoor, NoticeNews } from './notice-door.ts'
import { type Arrival, noticeOf, withText } from './notice-of.ts'

/** What comes in one moment is told at once, and what is read in it is not told. */
const gatherFor = 250

type Parts = { readonly engine: Engine; readonly door: NoticeDoor; readonly t: TFunction<'app'> }

/** Returns the way to stop; then nothing of the account is shown any more. */
export function startNotifier(parts: Parts): () => void {
  return parts.door.lead(() => {
    const notifier = new Notifier(parts)
    return () => notifier.stop()
  })
}

class Notifier {
  readonly #parts: Parts
  readonly #stops: (() => void)[]
  #conversations: readonly ConversationSummary[] | undefined
  #settings: Settings | undefined
  #caughtUp = false
  #waiting: Arrival[] = []
  #timer: ReturnType<typeof setTimeout> | undefined
  /** One after the other: what is shown is read before it is changed. */
  #doing: Promise<unknown> = Promise.resolve()

  constructor(parts: Parts) {
    const { engine } = parts
    this.#parts = parts
    this.#stops = [
      engine.watch('conversations', undefined, (all) => this.#listed(all)),
      engine.watch('settings', undefined, (settings) => {
        this.#settings = settings
        this.#gather()
      }),
      engine.watch('connection', undefined, ({ caughtUp, state }) => {
        this.#caughtUp = caughtUp || state !== 'online'
        this.#gather()
      }),
      engine.onEvent((event) => this.#hear(event)),
    ]
  }

  stop(): void {
    for (const stop of this.#stops) stop()
    clearTimeout(this.#timer)
    this.#parts.door.setBadge(0)
    this.#do(() => this.#parts.door.close(() => true))
  }

  #hear(event: EngineEvent): void {
    if (event.type === 'message' && !event.quiet) {
      this.#waiting.push(event)
      this.#gather()
    }
    if (event.type === 'expired') this.#forget(event.ids)
    if (event.type !== 'change') return
    const { id, what } = event
    if (what.kind === 'deleted') this.#forget([id])
    if (what.kind === 'edited') {
      this.#waiting = this.#waiting.map((one) =>
        one.message.id === id ? { ...one, message: { ...one.message, text: what.text } } : one,
      )
      this.#do(() => this.#showAgain(id, what.text))
    }
  }

  #forget(ids: readonly NoticeNews['id'][]): void {
    this.#waiting = this.#waiting.filter(({ message }) => !ids.includes(message.id))
    this.#do(() => this.#parts.door.close(({ news }) => ids.includes(news.id)))
  }

  async #showAgain(id: NoticeNews['id'], text: string): Promise<void> {
    const { door, t } = this.#parts
    for (const one of await door.shown()) if (one.news.id === id) await door.show(withText(one, text, t))
  }

  #listed(all: readonly ConversationSummary[]): void {
    this.#conversations = all
    const { door } = this.#parts
    door.setBadge(unreadTotal(all))
    this.#do(() => door.close(({ news }) => !news.conversations.some((one) => this.#isUnread(one))))
    this.#gather()
  }

  #isUnread(conversation: ConversationId): boolean {
    const found = this.#conversations?.find((one) => one.conversation === conversation)
    return found?.state === 'active' && found.unread > 0
  }

  /** As far as the list has heard of it. */
  #wasRead({ conversation, at }: Arrival['message']): boolean {
    const found = this.#conversations?.find((one) => one.conversation === conversation)
    return found !== undefined && found.at >= at && found.unread === 0
  }

  #gather(): void {
    const isReady = this.#caughtUp && this.#settings !== undefined && this.#conversations !== undefined
    if (this.#waiting.length === 0 || !isReady || this.#timer !== undefined) return
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      const news = this.#waiting.splice(0)
      this.#do(() => this.#tell(news))
    }, gatherFor)
  }

  async #tell(news: readonly Arrival[]): Promise<void> {
    const { door } = this.#parts
    const looking = await door.looking()
    const told = news.filter(
      ({ message }) => message.conversation !== looking?.conversation && !this.#wasRead(message),
    )
    const newest = new Map(told.map((one) => [one.message.conversation, one]))
    if (newest.size === 0) return
    const isHeard = this.#settings?.noticeSound !== 'off' && door.play()
    // whoever is looking at the app sees a card there
    if (looking === undefined) for (const one of newest.values()) await this.#show(one, isHeard)
  }

  async #show(arrival: Arrival, isHeard: boolean): Promise<void> {
    const { door, t } = this.#parts
    const { noticeContents = 'message', noticeSound } = this.#settings ?? {}
    const { conversation, id } = arrival.message
    const notice = noticeOf(arrival, noticeContents, t)
    const before = (await door.shown()).find(({ tag }) => tag === notice.tag)?.news.conversations ?? []
    const conversations = [...new Set([...before, conversation])]
    const silent = isHeard || noticeSound === 'off'
    await door.show({ ...notice, silent, news: { conversation, conversations, id } })
  }

  #do(act: () => Promise<void>): void {
    // a browser that shows nothing is none of the person's business
    this.#doing = this.#doing.then(act).catch(() => {})
  }
}
