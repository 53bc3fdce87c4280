// The terminal program on the real world: this process's streams, signals and environment, the engine on
// Node's platform, and the server. What Node compiles is kept beside the dependencies, as the server's is: most
// commands are done in less time than it takes to compile them.

import { enableCompileCache } from 'node:module'
import { fileURLToPath } from 'node:url'

enableCompileCache(fileURLToPath(new URL('../../../node_modules/.cache/compiled', import.meta.url)))
const [{ createEngine }, { nodePlatform }, { runProgram }] = await Promise.all([
  import('@sotto/client'),
  import('@sotto/client/node'),
  import('./program.ts'),
])

// The process ends by itself when everything is closed; a second Ctrl-C does not wait for that.
const stopping = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.on(signal, () => {
    if (stopping.signal.aborted) process.exit(130)
    stopping.abort()
  })
}

/** The whole job, as the shell started it: also what stands between this process and the shell. */
function sleep(): Promise<void> {
  return new Promise((resolve) => {
    process.once('SIGCONT', () => resolve())
    process.kill(0, 'SIGTSTP')
  })
}

const exitCode = await runProgram(
  {
    keyboard: process.stdin,
    out: process.stdout,
    err: process.stderr,
    env: process.env,
    stop: stopping.signal,
    openEngine: (directory) => createEngine(nodePlatform({ directory })),
    sleep: process.platform === 'win32' ? undefined : sleep,
    runServer: async (args) => {
      // Loaded for this command alone; the others start faster without it.
      const server = await import('@sotto/server')
      return server.runProgram(args)
    },
  },
  process.argv.slice(2),
)
// Everything has been written; nothing that is still open is to keep the process.
process.exit(exitCode)
