// What whoever comes into a group is handed of what was written before.

export type HistoryPolicy =
  | { readonly kind: 'none' }
  | { readonly kind: 'all' }
  /** What was sent at that time or later, milliseconds since 1970. */
  | { readonly kind: 'from'; readonly at: number }
