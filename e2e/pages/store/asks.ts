// What the page of the store's tests may ask of its worker.

export type Ask =
  | { readonly do: 'case'; readonly suite: 'store' | 'secret'; readonly name: string }
  /** Writes numbered batches until the browser is killed; tells each number acknowledged. */
  | { readonly do: 'write' }
  /** Reads what `write` left. */
  | { readonly do: 'check' }
  | { readonly do: 'speed' }
  /** Writes until the quota is reached, tells so, and waits for `room` to write on. */
  | { readonly do: 'fill' }
  | { readonly do: 'room' }

export type Told = { readonly acknowledged: number } | { readonly done: string } | { readonly error: string }
