// An engine that counts in the real store: how often it was started, and the messages it was given, each once
// by its key. `search` for "crash" ends the worker as an accident would.

import type { Commands, Engine, Outcome, SessionSnapshot } from '@sotto/client'
import { holdEngine } from '@sotto/client/browser-worker'
import type { Platform, Sql } from '@sotto/client/ports'

holdEngine(async (platform: Platform) => {
  const sql = await platform.storage.open('counting', new Uint8Array(32).fill(1))
  await sql.batch([
    { sql: 'CREATE TABLE IF NOT EXISTS starts (n INTEGER PRIMARY KEY)' },
    { sql: 'CREATE TABLE IF NOT EXISTS sent (key TEXT PRIMARY KEY, text TEXT)' },
    { sql: 'INSERT INTO starts DEFAULT VALUES' },
  ])
  const [row] = await sql.all('SELECT max(n) AS n FROM starts')
  return countingEngine(sql, `start ${row?.n}`)
})

function countingEngine(sql: Sql, name: string): Engine {
  const session = {
    ...{ state: 'signed-in', account: 'alice', device: 'd', server: name },
  } as unknown as SessionSnapshot
  const call = async (command: keyof Commands, params: unknown): Promise<Outcome<unknown>> => {
    if (command === 'send') {
      const { key = '', text } = params as Commands['send']['params']
      await sql.batch([{ sql: 'INSERT OR IGNORE INTO sent VALUES (?, ?)', params: [key, text] }])
      // Written, but the answer never leaves: the worst moment to die.
      if (text === 'crash') await crash(sql)
      return { ok: true, value: name }
    }
    const [row] = await sql.all(
      'SELECT (SELECT count(*) FROM sent) AS sent, (SELECT max(n) FROM starts) AS starts',
    )
    return { ok: true, value: row }
  }
  return {
    call: call as unknown as Engine['call'],
    watch(topic, _params, listener) {
      if (topic === 'session')
        queueMicrotask(() => (listener as (snapshot: SessionSnapshot) => void)(session))
      return () => {}
    },
    onEvent: () => () => {},
    close: () => sql.close(),
  }
}

/** Only the first time, or the message that is sent again would end every engine. */
async function crash(sql: Sql): Promise<void> {
  const [row] = await sql.all('SELECT count(*) AS n FROM starts')
  if (row?.n !== 1) return
  self.close()
  await new Promise(() => {})
}
