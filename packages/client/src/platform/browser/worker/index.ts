// What a worker's entry file needs: the way to hold an engine, and the parts that the browser brings.

export { browserPlatform } from './browser-platform.ts'
export { holdEngine, type StartEngine } from './engine-holder.ts'
export { type OpfsOptions, opfsSqlStorage } from './opfs-storage.ts'
export { indexedDbSecretStorage } from './secret-storage.ts'
