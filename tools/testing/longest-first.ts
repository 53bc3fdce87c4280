// In which order Vitest takes the files: those that take longest before the others, so that at the end no worker is
// left alone with one of them while the other cores stand idle. Vitest itself goes by the size of a file, and a few
// lines may tell of a hundred simulated worlds.

import { relative } from 'node:path'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Projects stay together, because a worker keeps what it has loaded for one of them. */
const projects: readonly string[] = ['testkit', 'client', 'cli', 'server', 'crypto', 'vectors']

const longest: readonly string[] = [
  'packages/testkit/src/sim/fresh.test.ts',
  'packages/testkit/src/sim/pinned.test.ts',
  'packages/testkit/src/crash/crash.test.ts',
  'packages/testkit/src/lying-server/fork.test.ts',
  'packages/client/src/engine/crash.test.ts',
  'packages/client/src/engine/archive.test.ts',
]

export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const { root } = this.ctx.config
    const rank = (file: TestSpecification) => {
      const project = place(projects, file.project.name)
      return (
        project * (longest.length + 1) + place(longest, relative(root, file.moduleId).replaceAll('\\', '/'))
      )
    }
    const bySize = await super.sort(files)
    return bySize.sort((one, other) => rank(one) - rank(other))
  }
}

/** After all of them what is not among them. */
function place(list: readonly string[], one: string): number {
  const at = list.indexOf(one)
  return at === -1 ? list.length : at
}
