// Something that others wait for, and that is to be reached anew with every connection.

export class Readiness {
  #reach = () => {}
  #reached = this.#begin()

  /** Settles when it is reached, or begun anew. */
  get reached(): Promise<void> {
    return this.#reached
  }

  reach(): void {
    this.#reach()
  }

  /** Who waits waits no longer; who comes now waits for the next time. */
  beginAnew(): void {
    this.#reach()
    this.#reached = this.#begin()
  }

  #begin(): Promise<void> {
    return new Promise((resolve) => {
      this.#reach = resolve
    })
  }
}
