// For benches: profiles with a long history, and accounts with a long archive.

export { type Read, readArchivedHistory, writeArchivedHistory } from './archived-history.ts'
export type { HistorySize } from './invented.ts'
export { readBareList, writeHistory } from './stored-history.ts'
export { wordCount, wordOf } from './words.ts'
