// Waits for something to become true, by looking again and again; the limit is for what never happens.

const limit = 60_000
const pause = 5

/** The first answer that is neither undefined nor false. */
export async function until<T>(
  look: () => T | Promise<T>,
  what: string,
): Promise<Exclude<T, undefined | false>> {
  const end = Date.now() + limit
  for (;;) {
    const seen = await look()
    if (seen !== undefined && seen !== false) return seen as Exclude<T, undefined | false>
    if (Date.now() > end) throw new Error(`It did not happen: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, pause))
  }
}
