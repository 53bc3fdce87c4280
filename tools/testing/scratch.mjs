// Where the tests of one run put what they write: in memory where there is plenty, because their servers and devices
// wait for the disk at every message. What is killed leaves there what it would leave on a disk.

import { accessSync, constants, mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import { freemem, tmpdir } from 'node:os'
import path from 'node:path'
import { exitCodeOf } from '../setup/repository.mjs'

const memory = '/dev/shm'
const plenty = 4 * 1024 ** 3

/** A fresh folder, and how it is taken away; who is interrupted leaves a few reports at most. */
export function makeScratch() {
  const folder = inMemory() ?? mkdtempSync(path.join(tmpdir(), 'sotto-test-'))
  const remove = () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM'])) {
    process.once(signal, () => {
      remove()
      process.exit(exitCodeOf(null, signal))
    })
  }
  return { folder, remove }
}

/** Undefined where there is little room, or where no program may be put, which some tests do. */
function inMemory() {
  try {
    const { bavail, bsize } = statfsSync(memory)
    if (bavail * bsize < plenty || freemem() < plenty) return undefined
    const folder = mkdtempSync(path.join(memory, 'sotto-test-'))
    const program = path.join(folder, 'program')
    try {
      writeFileSync(program, '#!/bin/sh\n', { mode: 0o755 })
      accessSync(program, constants.X_OK)
      rmSync(program)
      return folder
    } catch {
      rmSync(folder, { recursive: true })
      return undefined
    }
  } catch {
    return undefined
  }
}
