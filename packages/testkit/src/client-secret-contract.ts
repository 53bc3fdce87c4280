// What every platform's store of secrets must do: the contract of SecretStorage.

import type { SecretStorage } from '@sotto/client/ports'
import { type ContractCase, demandSame } from './contract-case.ts'

/** `fresh` gives an empty place each time; `again` the same place, as after a restart. */
export type SecretSetting = { readonly secrets: SecretStorage; again(): Promise<SecretStorage> }

export function clientSecretContract(fresh: () => Promise<SecretSetting>): readonly ContractCase[] {
  const cases: ContractCase[] = []
  const test = (title: string, body: (setting: SecretSetting) => Promise<void>) => {
    cases.push({ name: title, run: async () => body(await fresh()) })
  }

  test('keeps, replaces and forgets a secret', async ({ secrets }) => {
    demandSame(await secrets.get('store-key'), undefined, 'before')
    await secrets.delete('store-key')
    await secrets.set('store-key', Uint8Array.of(1, 2, 3))
    demandSame(await secrets.get('store-key'), Uint8Array.of(1, 2, 3), 'first')
    await secrets.set('store-key', Uint8Array.of(4))
    demandSame(await secrets.get('store-key'), Uint8Array.of(4), 'second')
    demandSame(await secrets.get('other'), undefined, 'another name')
    await secrets.delete('store-key')
    demandSame(await secrets.get('store-key'), undefined, 'after')
  })

  test('has it after a restart', async ({ secrets, again }) => {
    const secret = Uint8Array.from({ length: 4096 }, (_, at) => at)
    await secrets.set('session', secret)
    await secrets.set('nothing', new Uint8Array(0))
    const later = await again()
    demandSame(await later.get('session'), secret, 'secret')
    demandSame(await later.get('nothing'), new Uint8Array(0), 'an empty one')
  })

  test('takes calls in the order made, and copies', async ({ secrets }) => {
    const given = Uint8Array.of(1)
    const calls: Promise<unknown>[] = []
    for (let n = 0; n < 20; n++) calls.push(secrets.set('k', Uint8Array.of(n)))
    calls.push(secrets.set('k', given))
    given[0] = 99
    const seen = secrets.get('k')
    calls.push(secrets.set('k', Uint8Array.of(77)))
    await Promise.all(calls)
    demandSame(await seen, Uint8Array.of(1), 'in between')
    demandSame(await secrets.get('k'), Uint8Array.of(77), 'at the end')
  })
  return cases
}
