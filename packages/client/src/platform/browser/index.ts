// What a page takes from here: the engine that all tabs share.

export { connectEngine } from './connect-engine.ts'
