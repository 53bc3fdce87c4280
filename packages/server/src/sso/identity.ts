// Who somebody is to the company's OpenID Connect provider.

/** What a provider knows somebody by for ever: never a name or an e-mail address, which others may be given later. */
export type Identity = { readonly issuer: string; readonly subject: string }

export function isSameIdentity(one: Identity, other: Identity): boolean {
  return one.issuer === other.issuer && one.subject === other.subject
}
