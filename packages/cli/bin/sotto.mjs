#!/usr/bin/env node
// `npx sotto`: hands over to the program on a Node that can run it. The clone brings the right one with its
// install; a newer Node of the machine itself will do as well.

import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { constants } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const here = dirname(fileURLToPath(import.meta.url))
const program = join(here, '..', 'src', 'main.ts')
const newEnough = Number.parseInt(process.versions.node, 10) >= 24

if (newEnough) {
  await import(program)
} else {
  handOver()
}

function handOver() {
  const node = pinnedNode()
  if (node === undefined) {
    process.stderr.write(
      `sotto needs Node 24 or newer; this is ${process.versions.node}. Run npm install first.\n`,
    )
    process.exitCode = 1
    return
  }
  const child = spawn(node, ['--disable-warning=ExperimentalWarning', program, ...process.argv.slice(2)], {
    stdio: 'inherit',
  })
  // A terminal sends Ctrl-C to both of us; what others send comes here alone.
  process.on('SIGINT', () => {})
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.once('error', (error) => {
    process.stderr.write(`sotto can't be started: ${error.message}\n`)
    process.exit(1)
  })
  child.once('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]))
}

function pinnedNode() {
  const name = process.platform === 'win32' ? 'node.exe' : 'node'
  for (let folder = here; folder !== dirname(folder); folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', 'node', 'bin', name)
    if (existsSync(candidate)) return candidate
  }
  return undefined
}
