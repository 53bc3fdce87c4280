// What somebody has chosen for the app on all their devices.

export const themes = ['system', 'light', 'dark'] as const
export type Theme = (typeof themes)[number]

/** What a notification shows: who and what, who alone, or only that there is something. */
export const noticeContents = ['message', 'name', 'nothing'] as const
export type NoticeContents = (typeof noticeContents)[number]

/** Minutes after midnight, 0 to 1439, by the clock of whichever device it is; `to` may be on the next day. */
export type QuietHours = { readonly from: number; readonly to: number }

/** What was never chosen is not there. */
export type Settings = {
  readonly theme?: Theme
  readonly noticeContents?: NoticeContents
  readonly noticeSound?: 'on' | 'off'
  /** Hours of every day in which nothing is told. */
  readonly quietHours?: QuietHours | 'off'
  /** Do not disturb: nothing is told until then, milliseconds since 1970. */
  readonly quietUntil?: number | 'always' | 'off'
}

/** What the server does that it should not with what follows the account; as for the archive (`ArchiveSnapshot`). */
export type SyncedSnapshot = { readonly problem?: 'old' | 'none' | 'unreadable' | 'refused' | 'full' }

export type SettingsTopics = {
  synced: { params: undefined; snapshot: SyncedSnapshot }
  settings: { params: undefined; snapshot: Settings }
}

export type SettingsCommands = {
  /** What is not named stays as it is. `bad_time`: hours that are none, or a `quietUntil` that has passed. */
  choose: { params: Settings; value: null }
}
