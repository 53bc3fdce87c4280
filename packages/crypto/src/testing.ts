// For tests of all packages, and for nothing that is shipped: the import rules see to it.

export { unsafeStretchQuickly } from './account/stretching.ts'
