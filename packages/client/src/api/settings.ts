// What somebody has chosen for the app on all their devices.

export const themes = ['system', 'light', 'dark'] as const
export type Theme = (typeof themes)[number]

/** What was never chosen is not there. */
export type Settings = { readonly theme?: Theme }

/** What the server does that it should not with what follows the account; as for the archive (`ArchiveSnapshot`). */
export type SyncedSnapshot = { readonly problem?: 'old' | 'none' | 'unreadable' | 'refused' | 'full' }

export type SettingsTopics = {
  synced: { params: undefined; snapshot: SyncedSnapshot }
  settings: { params: undefined; snapshot: Settings }
}

export type SettingsCommands = {
  /** What is not named stays as it is. */
  choose: { params: Settings; value: null }
}
