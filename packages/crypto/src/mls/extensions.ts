// What Sotto's leaves say they can do, and the extension types that it uses: one in the private range of
// RFC 9420 §17.3, one from draft-ietf-mls-extensions.

import type { Capabilities, Extension } from 'ts-mls'
import { suiteName } from './suite/suite.ts'

/** GroupContext extension with the application's opaque group data. */
export const groupDataExtension = 0xf550
/** KeyPackage extension that marks a package which may be handed out more than once; no data. */
export const lastResortExtension = 0x000a

export function ownCapabilities(): Capabilities {
  return {
    versions: ['mls10'],
    ciphersuites: [suiteName],
    extensions: [lastResortExtension, groupDataExtension],
    proposals: [],
    credentials: ['basic'],
  }
}

/** A GroupContext of ours has the group data as its one extension. */
export function isOurGroupContext(extensions: readonly Extension[]): boolean {
  return extensions.length === 1 && extensions[0]?.extensionType === groupDataExtension
}

export function groupDataOf(extensions: readonly Extension[]): Uint8Array | undefined {
  return extensions.find((extension) => extension.extensionType === groupDataExtension)?.extensionData
}

export function groupDataToExtensions(groupData: Uint8Array): Extension[] {
  return [{ extensionType: groupDataExtension, extensionData: groupData.slice() }]
}
