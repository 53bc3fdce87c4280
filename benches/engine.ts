// Sealing, opening, adding and joining in groups of 2, 100 and 1,000 devices: our interface beside the
// library underneath with its own provider, in turn, in the same run. Prints medians in milliseconds and
// the ratio ours / library (below 1: ours is faster). `--quick` leaves out the 1,000.

import { parseArgs } from 'node:util'
import { librarySide } from './engine/library-side.ts'
import { type EngineSide, timed } from './engine/side.ts'
import { sottoSide } from './engine/sotto-side.ts'
import { report } from './report/figure.ts'
import { median } from './report/statistics.ts'

const { values } = parseArgs({ options: { quick: { type: 'boolean' } } })
const sizes = values.quick === true ? [2, 100] : [2, 100, 1000]

type Figures = Record<'add all' | 'join' | 'add one' | 'process' | 'join then' | 'seal' | 'open', number>

// Whoever is measured first would pay for compiling what both use.
for (const side of [sottoSide, librarySide]) await measure(side, 2)

for (const size of sizes) {
  const ours = await measure(sottoSide, size)
  const theirs = await measure(librarySide, size)
  for (const name of Object.keys(ours) as (keyof Figures)[]) {
    report({
      bench: 'engine',
      name: `${size} devices, ${name}`,
      unit: 'ms',
      ours: ours[name],
      limit: { name: 'library alone', value: theirs[name] },
    })
  }
}

async function measure(side: EngineSide, size: number): Promise<Figures> {
  const { team, addAll, joinAll } = await side.team(size)
  const messages = size >= 1000 ? 200 : 500
  const seal: number[] = []
  const open: number[] = []
  for (let i = 0; i < messages; i += 1) {
    const sealed = await timed(() => team.seal())
    seal.push(sealed.took)
    open.push((await timed(() => team.open(sealed.value))).took)
  }
  const adds = []
  for (let i = 0; i < (size >= 1000 ? 2 : 5); i += 1) adds.push(await team.add())
  return {
    'add all': addAll,
    join: joinAll,
    'add one': median(adds.map((one) => one.commit)),
    process: median(adds.map((one) => one.process)),
    'join then': median(adds.map((one) => one.join)),
    seal: median(seal),
    open: median(open),
  }
}
