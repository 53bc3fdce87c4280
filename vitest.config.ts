import { availableParallelism } from 'node:os'
import { defineConfig } from 'vitest/config'
import { arePatched } from './tools/setup/patches.mjs'
import { LongestFirst } from './tools/testing/longest-first.ts'

// After a pull that changed a patch the packages stay as they were, and tests fail for no reason to be found here.
if (!arePatched()) throw new Error('The installed packages carry other patches than these: run npm ci.')

export default defineConfig({
  test: {
    // The tests wait for disks, sockets and timers as much as for the processor: with a worker for each core and one
    // more no core stands idle. Vitest's own choice is one fewer than there are cores.
    maxWorkers: availableParallelism() + 1,
    tags: [
      {
        name: 'thorough',
        description:
          'More of what another test shows as well; left out of a person’s `npm test` (CONTRIBUTING.md).',
      },
    ],
    sequence: { sequencer: LongestFirst },
    // Each project says `isolate: false`: its files share a process, and with it all the modules that they load. No
    // file changes what another one loads; what stands for the whole process (how passwords are stretched) is the same
    // for all files of a project.
    projects: ['packages/*/vitest.config.ts', 'tools/vitest.config.ts', 'vitest.vectors.config.ts'],
  },
})
