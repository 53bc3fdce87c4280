import type { Person } from './person.ts'
import { until } from './until.ts'

/** Waits until the archive has everything that this device has; what it only misses is not its to bring. */
export async function isArchived(person: Person): Promise<void> {
  await until(() => {
    const due = person.disk.look(
      'sotto',
      `SELECT 1 FROM archive_due UNION SELECT 1 FROM items WHERE archived = 0 AND state NOT IN ('pending', 'failed')
         AND key NOT LIKE 'missing %'
       UNION SELECT 1 FROM archive_heads WHERE shelved = 0`,
    )
    const heads = person.disk.look('sotto', 'SELECT 1 FROM archive_heads')
    return due.length === 0 && heads.length > 0
  }, `everything of ${person.account} is in the archive`)
}
