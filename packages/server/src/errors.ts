// Why a server does not start: expected, said in one sentence for the person at the terminal, with the
// exit code that goes with it. Refusals to clients are `Refusal` of `@sotto/wire`.

export type StartFault = 'usage' | 'config' | 'folder' | 'port' | 'database' | 'keys'

export class StartError extends Error {
  readonly code: StartFault

  /** `sentence` says what is wrong and what to do; it may name files and options, never secrets. */
  constructor(code: StartFault, sentence: string) {
    super(sentence)
    this.name = 'StartError'
    this.code = code
  }

  /** 2 for wrong usage, 1 for everything else. */
  get exitCode(): number {
    return this.code === 'usage' ? 2 : 1
  }
}
