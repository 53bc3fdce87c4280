// The lines between tabs and the one engine: a common one, where they find each other, and one of each tab,
// where everything else is said, so that only who is meant hears it.

/** Everybody on it hears everything, in the order each sender spoke; what is said can be structurally cloned. */
export type Bus = {
  post(message: unknown): void
  /** Does not hear its own posts. Returns the way to stop. */
  listen(listener: (message: unknown) => void): () => void
}

export type ClosableBus = Bus & { close(): void }
