// What somebody has chosen for the app on all their devices.

export const themes = ['system', 'light', 'dark'] as const
export type Theme = (typeof themes)[number]

/** What was never chosen is not there. */
export type Settings = { readonly theme?: Theme }

export type SettingsTopics = {
  settings: { params: undefined; snapshot: Settings }
}

export type SettingsCommands = {
  /** What is not named stays as it is. */
  choose: { params: Settings; value: null }
}
