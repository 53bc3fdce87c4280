// What both sides of the engine bench must be able to do: a group of a given size, in which one member
// seals and another opens, one commits an addition, one follows it, and the newcomer joins.

export type Team = {
  /** Seals one message by the first member. */
  seal(): Promise<Uint8Array>
  /** Opens it as the second member. */
  open(message: Uint8Array): Promise<void>
  /** Adds one more device by the first member; the second follows; the newcomer joins. */
  add(): Promise<{ commit: number; process: number; join: number }>
}

export type EngineSide = {
  readonly name: string
  /** A group of `size` members; also tells what it took to add all but the first in one commit, and to join it. */
  team(size: number): Promise<{ team: Team; addAll: number; joinAll: number }>
}

/** Milliseconds that `work` took, with its result. */
export async function timed<T>(work: () => Promise<T>): Promise<{ value: T; took: number }> {
  const start = performance.now()
  const value = await work()
  return { value, took: performance.now() - start }
}

/** Unwraps a result that can only fail when the bench itself is wrong. */
export function sure<T>(result: { ok: true; value: T } | { ok: false; error: unknown }): T {
  if (!result.ok) throw new Error(`the bench met ${JSON.stringify(result.error)}`)
  return result.value
}
