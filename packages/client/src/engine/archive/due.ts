import type { Turn } from '../conversations/turn.ts'

/** What changes in this transaction is to be told to the archive, also when no item of the conversation shows it. */
export function oweToArchive(turn: Turn): void {
  turn.write('INSERT OR IGNORE INTO archive_due (conversation) VALUES (?)', turn.record.id)
}
