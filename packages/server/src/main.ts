// The server's entry as a program: `node packages/server/src/main.ts [--port N] [--host ADDRESS] [--data DIR]`.
// What Node compiles is kept beside the dependencies, so that the next start takes half the time.

import { enableCompileCache } from 'node:module'
import { fileURLToPath } from 'node:url'

enableCompileCache(fileURLToPath(new URL('../../../node_modules/.cache/compiled', import.meta.url)))
const { runProgram } = await import('./program.ts')

process.exitCode = await runProgram(process.argv.slice(2))
