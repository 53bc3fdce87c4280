// Pins are items of their own (engine/pins), as everything that is said of a message; `text` says whether it is pinned by it, or
// not any more. A conversation's are looked up without reading its history.

export const pins: readonly string[] = [
  `CREATE INDEX items_pins ON items (conversation, pos) WHERE type = 'pin'`,
]
