// What is typed to search, for those who draw: the same reading of it as the engine's, and where in a text it was found.

export { daysNamed } from './engine/search/dates.ts'
export { holdsWords, piecesFound, wantedWords } from './engine/search/highlight.ts'
export {
  filterWord,
  type SearchFilter,
  type SearchTerm,
  searchFilters,
  searchTerms,
} from './engine/search/query.ts'
