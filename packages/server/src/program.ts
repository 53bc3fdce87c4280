// The server as a program: reads its configuration, says in plain words what happened and what to do next,
// stops cleanly on Ctrl-C. Exit codes: 0 stopped as asked, 1 could not start, 2 wrong usage.

import { flushCompileCache } from 'node:module'
import { type Config, configFileName, loadConfig, parseArguments, usage } from './config.ts'
import { StartError } from './errors.ts'
import { type RunningServer, startServer } from './server.ts'

/** Runs a server until a signal ends it; resolves with the exit code. */
export async function runProgram(args: readonly string[]): Promise<number> {
  outliveReaders()
  try {
    const parsed = parseArguments(args)
    if (parsed.kind === 'help') {
      process.stdout.write(usage)
      return 0
    }
    const config = loadConfig(parsed.flags)
    const stop = untilStopped()
    const server = await startServer(config)
    process.stdout.write(welcome(config, server))
    // Node writes what it has compiled when it ends, and never if it is killed: then every start compiles all of it.
    flushCompileCache()
    await stop
    process.stdout.write('\nStopping …\n')
    await server.close()
    process.stdout.write('Stopped. Everything is saved.\n')
    return 0
  } catch (error) {
    if (!(error instanceof StartError)) throw error
    process.stderr.write(`${error.message}\n`)
    if (error.code === 'usage') process.stderr.write(`\n${usage}`)
    return error.exitCode
  }
}

/** Whoever read what is said here (a pipe, a closed terminal) may go: the server stays. */
function outliveReaders(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)
}

/** One Ctrl-C can arrive twice, from the terminal and from whoever started us: it counts once for so long. */
const oneSignal = 1000

/** A second signal, later than that, ends the process at once. */
function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    let first: number | undefined
    const stop = () => {
      first ??= performance.now()
      if (performance.now() - first > oneSignal) process.exit(130)
      resolve()
    }
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop)
  })
}

function welcome(config: Config, { url, port }: RunningServer): string {
  return `
Sotto is running.

  Open    ${url}
  Data    ${config.dataDir}

What next
  1. Open the address in a browser and sign up.
  2. Open it in a second browser (or a private window), sign up somebody else, and say hello.

${othersIn(config, port)}
Stop with Ctrl-C. Everything is kept for the next start.
`
}

function othersIn({ host }: Config, port: number): string {
  const isLocal = host === '127.0.0.1' || host === '::1' || host === 'localhost'
  if (isLocal) {
    return `Only this machine can reach it. Others need HTTPS, which browsers ask for everywhere but on
localhost: put a proxy that adds it in front, and "trustProxy": true into ${configFileName}
in the data folder. If the proxy is on another machine, start with "--host 0.0.0.0".
`
  }
  return `Others reach it on port ${port} of this machine. They need HTTPS, which browsers ask for everywhere
but on localhost: put a proxy that adds it in front, and "trustProxy": true into ${configFileName}
in the data folder.
`
}
