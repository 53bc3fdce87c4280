// The second half of `npm run dev`: sets up and starts the program in tools/dev on the pinned Node.

import { ensureInstalled } from './install.mjs'
import { inRoot, runPinned, SetupError, say } from './repository.mjs'

export async function develop(/** @type {string[]} */ args) {
  try {
    ensureInstalled()
  } catch (error) {
    if (!(error instanceof SetupError)) throw error
    say(error.message)
    process.exitCode = 1
    return
  }
  // Ctrl-C reaches the program itself; we only wait until it has cleaned up.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => {})
  const program = inRoot('tools/dev/main.ts')
  process.exitCode = await runPinned(['--disable-warning=ExperimentalWarning', program, ...args], {
    stdin: 'inherit',
  })
}
