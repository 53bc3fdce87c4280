// Entries as bytes: one that goes to many connections is encoded once, however many they are.

import type { Entry } from '@sotto/wire'
import type { NewEntry } from '../bus/topics.ts'
import { type EncodedEntry, encodeEntry } from './frame-bytes.ts'

export class EntryEncoder {
  // The bus brings an entry to one connection after the other: the last one is the one asked for again.
  #last: { readonly entry: NewEntry; readonly encoded: EncodedEntry } | undefined

  /** For an entry that the bus has brought to every connection of this process. */
  shared(entry: NewEntry): EncodedEntry {
    if (this.#last?.entry === entry) return this.#last.encoded
    const encoded = encodeEntry(entry)
    this.#last = { entry, encoded }
    return encoded
  }

  /** For an entry that one device alone receives in this form. */
  single(entry: Entry): EncodedEntry {
    return encodeEntry(entry)
  }
}
