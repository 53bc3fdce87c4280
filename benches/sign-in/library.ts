// What a sign-in costs the OPAQUE library alone, on the server's side: no HTTP, no store, no checks.

import { ready, server } from '@serenity-kit/opaque'
import { finishLogin, identifiersOf, nameOf, register, startLogin } from './opaque-person.ts'

/** Milliseconds of processor for each sign-in. */
export async function librarySignInCost(count: number): Promise<number> {
  await ready
  const account = nameOf('alice')
  const serverSetup = server.createSetup()
  const { record: registrationRecord } = await register(
    account,
    (registrationRequest) =>
      server.createRegistrationResponse({ serverSetup, userIdentifier: account, registrationRequest })
        .registrationResponse,
  )
  const identifiers = identifiersOf(account)
  const start = (startLoginRequest: string) =>
    server.startLogin({
      ...{ serverSetup, userIdentifier: account, registrationRecord, startLoginRequest, identifiers },
    })
  const logins = Array.from({ length: count }, () => startLogin())
  const begun = timed(() => logins.map((login) => start(login.request)))
  const proofs = begun.value.map(({ serverLoginState, loginResponse }, at) => {
    const login = logins[at]
    if (login === undefined) throw new Error('one answer for each')
    return { serverLoginState, finishLoginRequest: finishLogin(account, login, loginResponse).finish }
  })
  const ended = timed(() => proofs.map((proof) => server.finishLogin({ ...proof, identifiers })))
  return (begun.cpu + ended.cpu) / count
}

function timed<T>(work: () => T): { readonly value: T; readonly cpu: number } {
  const before = process.cpuUsage()
  const value = work()
  const { user, system } = process.cpuUsage(before)
  return { value, cpu: (user + system) / 1000 }
}
