// A new device on Node, with the processor time that it takes.

import { nodePlatform } from '@sotto/client/node'
import { freshFolder, removeFolder } from '@sotto/server/testing'
import { type Entering, measureNewDevice, type Times } from './measure.ts'

/** `processor`: milliseconds of `screens` in which this process worked, on all its threads. */
export type NodeTimes = Times & { readonly processor: number }

export async function newDeviceOnNode(entering: Omit<Entering, 'marks'>): Promise<NodeTimes> {
  const directory = freshFolder()
  let before = process.cpuUsage()
  let used = before
  const begun = () => {
    before = process.cpuUsage()
  }
  const seen = () => {
    used = process.cpuUsage(before)
  }
  const times = await measureNewDevice(nodePlatform({ directory }), { ...entering, marks: { begun, seen } })
  removeFolder(directory)
  return { ...times, processor: (used.user + used.system) / 1000 }
}
