// What must hold for accounts once a world has come to rest in which devices came, were lost, and were set back: a device
// that signs in now has exactly what the others of its account have, everything that ever came to the archive, and every
// message that the server has taken. Each breach is one line.

import { type ComingsAndGoings, markOf } from './comings-and-goings.ts'
import type { Driver } from './driver.ts'
import { outcomeDifferences } from './outcomes.ts'
import type { SimDevice } from './sim-device.ts'
import type { World } from './world.ts'

/** From here on stand messages that no log has yet (timeline/position.ts of the engine). */
const waiting = 2 ** 52

/** `fresh`: of each account the device that came last. */
export function accountBreaches(
  world: World,
  driver: Driver,
  { goings, fresh }: { readonly goings: ComingsAndGoings; readonly fresh: readonly SimDevice[] },
): readonly string[] {
  return fresh.flatMap((device) => {
    const marks = marksOf(device)
    const others = world.devices.filter((one) => one.account === device.account && one !== device)
    const kept = [...(goings.kept.get(device.account) ?? [])]
    return [
      ...others.flatMap((one) => [...differences(device, marks, one), ...outcomeDifferences(device, one)]),
      ...kept
        .filter((mark) => !marks.includes(mark))
        .map((mark) => `${device.name}: lacks "${mark}", which was in the archive`),
      ...marks
        .filter((mark, at) => marks.indexOf(mark) !== at)
        .map((mark) => `${device.name}: shows "${mark}" twice`),
      ...lostWords(driver, goings, device),
    ]
  })
}

function marksOf(device: SimDevice): readonly string[] {
  return device
    .shown()
    .filter(({ position }) => position < waiting)
    .map(({ conversation, position, text }) => markOf(conversation, position, text))
}

function differences(fresh: SimDevice, marks: readonly string[], other: SimDevice): readonly string[] {
  const theirs = marksOf(other)
  return [
    ...theirs
      .filter((mark) => !marks.includes(mark))
      .map((mark) => `${fresh.name}: lacks "${mark}" of ${other.name}`),
    ...marks
      .filter((mark) => !theirs.includes(mark))
      .map((mark) => `${other.name}: lacks "${mark}" of ${fresh.name}`),
  ]
}

function lostWords(driver: Driver, { excused }: ComingsAndGoings, fresh: SimDevice): readonly string[] {
  const shown = new Set(fresh.shown().map(({ conversation, text }) => `${conversation} ${text}`))
  return driver.promised
    .filter((one) => one.device.account === fresh.account && one.state !== 'pending' && !excused.has(one))
    .filter(({ conversation, text }) => !shown.has(`${conversation} ${text}`))
    .map(({ conversation, text }) => `${fresh.name}: lacks "${text}" in ${conversation}, which was sent`)
}
