import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'
import { arePatched } from './tools/setup/patches.mjs'

// After a pull that changed a patch the packages stay as they were, and tests fail for no reason to be found here.
if (!arePatched()) throw new Error('The installed packages carry other patches than these: run npm ci.')

export default defineConfig({
  test: {
    // The tests wait for disks and sockets as much as for the processor: Vitest's own choice, one worker fewer
    // than cores, leaves half of a machine with two cores idle.
    maxWorkers: Math.max(2, availableParallelism() - 1),
    // Each project says `isolate: false`: its files share a process, and with it all the modules that they load. No
    // file changes what another one loads; what stands for the whole process (how passwords are stretched) is the same
    // for all files of a project.
    projects: ['packages/*/vitest.config.ts', 'tools/vitest.config.ts', 'vitest.vectors.config.ts'],
  },
})
