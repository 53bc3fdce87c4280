// What the tests may ask of the other MLS implementation in the page. Bytes cross as arrays of numbers.

export type Octets = readonly number[]

/** What a commit of the other implementation sends. */
export type Sent = { readonly commit: Octets; readonly welcome: Octets | undefined }

export type Received = { readonly text: string | undefined; readonly stillMember: boolean }

export type Other = {
  /** Makes a client with an empty store; answers its credential's identity. */
  start(client: string): Promise<Octets>
  keyPackage(client: string): Promise<Octets>
  create(client: string, group: Octets): Promise<void>
  join(client: string, welcome: Octets): Promise<Octets>
  add(client: string, group: Octets, keyPackages: readonly Octets[]): Promise<Sent>
  remove(client: string, group: Octets, identity: Octets): Promise<Sent>
  update(client: string, group: Octets): Promise<Sent>
  seal(client: string, group: Octets, text: string): Promise<Octets>
  /** A message or a handshake. */
  receive(client: string, group: Octets, message: Octets): Promise<Received>
  epoch(client: string, group: Octets): Promise<number>
  members(client: string, group: Octets): Promise<readonly Octets[]>
  exportSecret(client: string, group: Octets, length: number): Promise<Octets>
}
