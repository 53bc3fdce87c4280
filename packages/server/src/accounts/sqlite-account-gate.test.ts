import { bytesToBase64url, parseAccountName, parseDeviceId } from '@sotto/wire'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createTestApp, type TestApp } from '../test-app.fixture.ts'

let target: TestApp
beforeEach(async () => {
  target = await createTestApp()
})
afterEach(() => target.close())

const stranger = parseDeviceId(`d_${bytesToBase64url(new Uint8Array(16))}`)
const bob = parseAccountName('bob')
if (stranger === undefined || bob === undefined) throw new Error('these are ids')

describe('what delivery asks of accounts', () => {
  it('is answered for those who are here, and for nobody else', () => {
    const { gate, account, device } = target
    expect(gate.accountOf(device)).toBe(account)
    expect(gate.devicesOf(account)).toEqual([device])
    expect(gate.signatureKeyOf(device)).toHaveLength(32)
    expect(gate.accountOf(stranger)).toBeUndefined()
    expect(gate.devicesOf(bob)).toEqual([])
    expect(gate.signatureKeyOf(stranger)).toBeUndefined()
    expect(gate.lastSeen(bob)).toBe(0)
    expect(gate.hasBlocked(account, bob)).toBe(false)
  })

  it('[D-15] remembers whose a device was, unless two say that they have signed it out', async () => {
    const { app, gate, account, device, database, revocation } = target
    expect(gate.formerAccountOf(device)).toBe(account)
    expect(gate.formerAccountOf(stranger)).toBeUndefined()
    await app.inject({ method: 'POST', url: '/v1/devices/revocations', payload: { revocation } })
    expect([gate.accountOf(device), gate.formerAccountOf(device)]).toEqual([undefined, account])
    database
      .prepare(
        `INSERT INTO account (name, account_key, record, vault_password, vault_recovery, created)
         SELECT ?, account_key, record, vault_password, vault_recovery, created FROM account`,
      )
      .run(bob)
    database
      .prepare('INSERT INTO device_revocation (account, device, revocation) VALUES (?, ?, ?)')
      .run(bob, device, new Uint8Array(1))
    expect(gate.formerAccountOf(device)).toBeUndefined()
  })

  it('knows at once when a device was seen, and after a start what was written', async () => {
    const { gate, account, device, database } = target
    const kept = () => database.prepare('SELECT last_seen FROM device WHERE id = ?').get(device)?.last_seen
    const later = Date.now() + 1000
    gate.seen(device, later)
    gate.seen(device, later - 500)
    expect(gate.lastSeen(account)).toBe(later)
    expect(kept()).toBeLessThan(later)
    await gate.flush()
    expect(kept()).toBe(later)
    expect(gate.lastSeen(account)).toBe(later)
  })

  it('forgets nothing that could not be written', async () => {
    const { gate, account, device, database } = target
    const later = Date.now() + 1000
    gate.seen(device, later)
    database.pragma('query_only = ON')
    await expect(gate.flush()).rejects.toThrow()
    database.pragma('query_only = OFF')
    expect(gate.lastSeen(account)).toBe(later)
    await gate.flush()
    expect(database.prepare('SELECT last_seen FROM device').get()?.last_seen).toBe(later)
  })
})
