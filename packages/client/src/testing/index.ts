// For benches: profiles with a long history.

export { type HistorySize, readBareList, writeHistory } from './stored-history.ts'
export { wordCount, wordOf } from './words.ts'
