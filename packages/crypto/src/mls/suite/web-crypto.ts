// The part of Web Cryptography that we use, typed by hand because pure packages know no platform. It is
// absent on old runtimes and on insecure origins; whoever uses it has a second way.

declare const keyBrand: unique symbol
export type WebCryptoKey = { readonly [keyBrand]: true }

type Algorithm = string | { readonly name: string; readonly [parameter: string]: unknown }

export type Subtle = {
  importKey(
    format: 'raw' | 'pkcs8',
    key: Uint8Array,
    algorithm: Algorithm,
    extractable: boolean,
    uses: readonly string[],
  ): Promise<WebCryptoKey>
  /** A public key may always be exported. */
  generateKey(
    algorithm: Algorithm,
    extractable: boolean,
    uses: readonly string[],
  ): Promise<{ readonly privateKey: WebCryptoKey; readonly publicKey: WebCryptoKey }>
  exportKey(format: 'raw', key: WebCryptoKey): Promise<ArrayBuffer>
  deriveBits(algorithm: Algorithm, key: WebCryptoKey, length: number): Promise<ArrayBuffer>
  sign(algorithm: Algorithm, key: WebCryptoKey, data: Uint8Array): Promise<ArrayBuffer>
  verify(algorithm: Algorithm, key: WebCryptoKey, signature: Uint8Array, data: Uint8Array): Promise<boolean>
  encrypt(algorithm: Algorithm, key: WebCryptoKey, data: Uint8Array): Promise<ArrayBuffer>
  decrypt(algorithm: Algorithm, key: WebCryptoKey, data: Uint8Array): Promise<ArrayBuffer>
}

export function webCryptoSubtle(): Subtle | undefined {
  const { crypto } = globalThis as unknown as { readonly crypto?: { readonly subtle?: Subtle } }
  return crypto?.subtle
}
