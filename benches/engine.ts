// Sealing, opening, adding and joining in groups of 2, 100 and 1,000 devices: our interface beside the
// library underneath with its own provider, in turn, in the same run. Prints medians in milliseconds and
// the ratio ours / library (below 1: ours is faster). `--quick` leaves out the 1,000.

import { parseArgs } from 'node:util'
import { hastyLibrarySide, librarySide } from './engine/library-side.ts'
import { type EngineSide, type Team, timed } from './engine/side.ts'
import { sottoSide } from './engine/sotto-side.ts'
import { type Figure, report } from './report/figure.ts'
import { median } from './report/statistics.ts'

const { values } = parseArgs({ options: { quick: { type: 'boolean' } } })
const sizes = values.quick === true ? [2, 100] : [2, 100, 1000]

const bench = 'engine'
const unit = 'ms'
/** Judging every credential and keeping every state may not make a change to the group much dearer. */
const targets: Readonly<Record<string, Figure['target']>> = {
  'add one': { of: 'ratio', bound: 'at most', value: 1.1 },
}

type Figures = Record<'add all' | 'join' | 'add one' | 'process' | 'join then' | 'seal' | 'open', number>

// Whoever is measured first would pay for compiling what both use.
for (const side of [sottoSide, librarySide]) await measure(side, 2)

for (const size of sizes) {
  const ours = await measure(sottoSide, size)
  const theirs = await measure(librarySide, size)
  for (const name of Object.keys(ours) as (keyof Figures)[]) {
    const limit = { name: librarySide.name, value: theirs[name] }
    const target = targets[name]
    const bound = target === undefined ? {} : { target }
    report({ bench, name: `${size} devices, ${name}`, unit, ours: ours[name], limit, ...bound })
  }
  const { team } = await hastyLibrarySide.team(size)
  const hasty = {
    name: hastyLibrarySide.name,
    value: median((await addSome(team, size)).map((one) => one.commit)),
  }
  report({ bench, name: `${size} devices, add one`, unit, ours: ours['add one'], limit: hasty })
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
  const adds = await addSome(team, size)
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

async function addSome(team: Team, size: number): Promise<Awaited<ReturnType<Team['add']>>[]> {
  const adds = []
  for (let i = 0; i < (size >= 1000 ? 3 : 7); i += 1) adds.push(await team.add())
  return adds
}
