import {
  accountSigningKey,
  deviceIdOf,
  issueDeviceCredential,
  newSignatureKeyPair,
  openKeyFile,
} from '@sotto/crypto'
import {
  addDevices,
  type Harness,
  must,
  type Person,
  testPassword as password,
  startHarness,
  until,
} from '@sotto/testkit/harness'
import { limits } from '@sotto/wire'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

let harness: Harness
beforeAll(async () => {
  harness = await startHarness()
})
afterAll(() => harness.close())

/** Genuine devices of the account, of which the first was there longest ago. */
async function fill(person: Person, count: number): Promise<readonly string[]> {
  const { file } = must(await person.engine.call('exportKeys', { password, filePassword: password }))
  const opened = await openKeyFile(file, password)
  if (!opened.ok) throw new Error(opened.error.code)
  const accountKey = accountSigningKey(opened.value.rootKey)
  const { account } = person
  const devices = Array.from({ length: count }, (_, at) => {
    const { signaturePublicKey: signatureKey } = newSignatureKeyPair()
    const credential = issueDeviceCredential({ account, accountKey, signatureKey, issuedAt: 1 })
    return { device: deviceIdOf(signatureKey), credential, signatureKey, added: 1 + at }
  })
  await harness.whileStopped((dataDir) => addDevices(dataDir, account, devices))
  return devices.map(({ device }) => device)
}

async function listed(person: Person): Promise<readonly string[]> {
  return must(await person.engine.call('devices')).map(({ device }) => device)
}

describe('an account that has as many devices as it may', { timeout: 120_000 }, () => {
  it('[S-6] lets its owner in, by password and by recovery code, in the place of who was there longest ago', async () => {
    const alice = await harness.newDevice()
    const params = { server: harness.url, account: 'alice', password }
    const made = must(await alice.engine.call('signUp', params))
    Object.assign(alice, { account: made.account, device: made.device })
    const [first, second, third] = await fill(alice, limits.devicesPerAccount - 1)
    const desk = await harness.anotherDevice(alice)
    const code = made.recoveryCode
    const phone = await harness.newDevice()
    Object.assign(phone, must(await phone.engine.call('recover', { ...params, code })))
    const now = await listed(phone)
    expect(now).toHaveLength(limits.devicesPerAccount)
    expect(now).toEqual(expect.arrayContaining([alice.device, desk.device, phone.device, third]))
    for (const gone of [first, second]) expect(now).not.toContain(gone)
  })

  it('[S-6] is not cleared by a server that only says it is full, or fills it with strangers', async () => {
    const bob = await harness.newPerson('bob')
    const tablet = await harness.anotherDevice(bob)
    const thief = await harness.newDevice()
    const asked: string[] = []
    let more: (own: readonly object[]) => readonly object[] = () => []
    thief.line.lie = {
      divert: (request) => {
        asked.push(new URL(request.url).pathname)
        if (!request.url.endsWith('/v1/devices')) return undefined
        return { method: 'GET', url: `${harness.url}/healthz` }
      },
      answer: (request, response) => {
        if (request.url.endsWith('/v1/devices')) {
          const json = { type: 'about:blank', title: 'Too many', status: 429, code: 'too_many' }
          return { kind: 'answer', status: 429, json }
        }
        if (!request.url.endsWith('/v1/devices/known') || response.kind !== 'answer') return response
        const { devices, ...rest } = response.json as { devices: readonly object[] }
        return { ...response, json: { ...rest, devices: [...devices, ...more(devices)] } }
      },
    }
    const params = { server: harness.url, account: 'bob', password }
    const many = Array.from({ length: limits.devicesPerAccount })
    const stranger = () => ({ device: deviceIdOf(newSignatureKeyPair().signaturePublicKey) })
    const lies: readonly (typeof more)[] = [
      () => [],
      ([first]) => many.map(() => ({ ...first })),
      ([first]) => many.map(() => ({ ...first, ...stranger() })),
    ]
    for (more of lies) {
      expect(await thief.engine.call('signIn', params)).toMatchObject({ error: { code: 'too_many' } })
    }
    expect(asked.filter((path) => path === '/v1/devices/known')).toHaveLength(lies.length)
    expect(asked).not.toContain('/v1/devices/revocations')
    expect([...(await listed(bob))].sort()).toEqual([bob.device, tablet.device].sort())
    await until(async () => (await tablet.look('connection', undefined)).state === 'online', 'still in')
  })
})
