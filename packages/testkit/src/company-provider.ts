// A company's OpenID Connect provider that really runs, on a port of its own: `oidc-provider` with its own pages for
// trying things out, at which anybody is whoever they say. And somebody who walks through those pages without a browser.

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import Provider, { type Configuration } from 'oidc-provider'

export type CompanyProvider = {
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
  /** Another address for its client: for a server whose port shows only when it runs. */
  sendBackTo(redirectUri: string): void
  /** Nobody is answered any more. */
  stop(): Promise<void>
}

/** `redirectUri`: where its one client may have people sent back to. */
export async function startCompanyProvider(redirectUri: string): Promise<CompanyProvider> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const [clientId, clientSecret] = ['sotto', 'a secret for tests only']
  const client = { client_id: clientId, client_secret: clientSecret }
  const configuration: Configuration = {
    claims: { openid: ['sub'], profile: ['preferred_username'] },
    conformIdTokenClaims: false,
    cookies: { keys: ['a key for tests only'] },
    ttl: { AccessToken: 600, Grant: 600, IdToken: 600, Interaction: 600, Session: 600 },
    findAccount: (_context, sub) => ({
      accountId: sub,
      claims: () => ({ sub, preferred_username: `${sub}@example.org` }),
    }),
  }
  const answering = (uri: string) =>
    new Provider(issuer, { ...configuration, clients: [{ ...client, redirect_uris: [uri] }] }).callback()
  let answer = answering(redirectUri)
  server.on('request', (request, response) => void answer(request, response))
  const sendBackTo = (uri: string) => {
    answer = answering(uri)
  }
  const stop = () => {
    server.closeAllConnections()
    return new Promise<void>((resolve) => server.close(() => resolve()))
  }
  return { issuer, clientId, clientSecret, sendBackTo, stop }
}

/** Signs in at the provider's pages as `login`, agrees, and answers with the query that the browser is sent back with. */
export async function walkThrough(address: string, login: string): Promise<string> {
  const cookies = new Map<string, string>()
  let next: { readonly url: string; readonly form?: URLSearchParams } = { url: address }
  for (let steps = 0; steps < 20; steps += 1) {
    const answer = await fetch(next.url, {
      redirect: 'manual',
      headers: { cookie: [...cookies].map((pair) => pair.join('=')).join('; ') },
      ...(next.form === undefined ? {} : { method: 'POST', body: next.form }),
    })
    for (const cookie of answer.headers.getSetCookie()) keep(cookies, cookie)
    const location = answer.headers.get('location')
    if (location !== null) {
      const url = new URL(location, next.url)
      if (url.origin !== new URL(address).origin) return url.search.slice(1)
      next = { url: url.href }
    } else {
      next = filledIn(await answer.text(), next.url, login)
    }
  }
  throw new Error('the provider leads in circles')
}

function keep(cookies: Map<string, string>, header: string): void {
  const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(header) ?? []
  if (value === '') cookies.delete(name)
  else cookies.set(name, value)
}

function filledIn(page: string, at: string, login: string) {
  const action = /action="([^"]+)"/.exec(page)?.[1]
  const prompt = /name="prompt" value="([^"]+)"/.exec(page)?.[1]
  if (action === undefined || prompt === undefined) throw new Error(`not a page of the provider: ${page}`)
  const form = new URLSearchParams({ prompt, login, password: 'any' })
  return { url: new URL(action, at).href, form }
}
