// A copy of the own history as a file, out and in.

export type HistoryFile = {
  /** As it may be called in a folder. */
  readonly fileName: string
  readonly type: 'application/octet-stream' | 'application/json' | 'text/html'
  readonly bytes: Uint8Array
  /** False while older messages are still arriving on this device: they are not in the file. */
  readonly complete: boolean
}

export type HistoryCommands = {
  /**
   * Everything that has come to this device and is not deleted. `sealed`: under a password of at least 8 characters, the
   * one kind that can be brought in again; `json` and `html`: readable for anybody.
   */
  exportHistory: {
    params:
      | { readonly as: 'sealed'; readonly password: string }
      | { readonly as: 'json' | 'html'; readonly password?: undefined }
    value: HistoryFile
  }
  /**
   * Adds what this device does not have of a sealed file of the same account, and what was not deleted meanwhile.
   * `messages`: how many came.
   */
  importHistory: { params: { bytes: Uint8Array; password: string }; value: { messages: number } }
}
