// What the lock file must be so that a clone installs anywhere: bound to no host, and with an entry for every
// optional package (most are for other platforms), without which `npm ci` refuses it.

import type { Complaint } from './import-rules.ts'

export type LockedPackage = {
  readonly version?: string
  readonly resolved?: string
  readonly link?: boolean
  readonly dev?: boolean
  readonly license?: string
  readonly optionalDependencies?: Readonly<Record<string, string>>
}
type Packages = Readonly<Record<string, LockedPackage>>

/** `packages` as in package-lock.json. */
export function checkLockFile(packages: Packages): Complaint[] {
  return Object.entries(packages).flatMap(([place, one]) => [
    ...(one.link !== true && one.resolved !== undefined
      ? [{ rule: 'host', at: place, what: `is bound to ${one.resolved}` }]
      : []),
    ...Object.keys(one.optionalDependencies ?? {})
      .filter((name) => !isReachable(packages, place, name))
      .map((name) => ({ rule: 'incomplete', at: place, what: `the lock file has no entry for ${name}` })),
  ])
}

/** Whether a package at `place` finds `name` in its own folder or in one above. */
function isReachable(packages: Packages, place: string, name: string): boolean {
  const candidate = place === '' ? `node_modules/${name}` : `${place}/node_modules/${name}`
  if (Object.hasOwn(packages, candidate)) return true
  if (place === '') return false
  const above = place.lastIndexOf('/node_modules/')
  return isReachable(packages, above === -1 ? '' : place.slice(0, above), name)
}
