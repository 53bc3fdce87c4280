// Small secrets in IndexedDB, each sealed (AES-256-GCM, the name authenticated) under a key that the browser
// keeps and no script can read out: a copy of the profile's database files alone opens nothing readily.
// Always holds: `set` has been committed with strict durability when it settles; calls take effect in order.

import { type SecretStorage, StoreError } from '../../../ports.ts'

const stores = { keys: 'keys', secrets: 'secrets' } as const
const wrappingKeyName = 'wrapping'
const ivBytes = 12

type Sealed = { readonly iv: Uint8Array<ArrayBuffer>; readonly bytes: ArrayBuffer }

/** `databaseName`: of the IndexedDB database that holds them, which is opened at once. */
export function indexedDbSecretStorage(databaseName: string): SecretStorage {
  let opened: Promise<{ database: IDBDatabase; key: CryptoKey }> | undefined
  const open = () => {
    opened ??= openVault(databaseName).catch((error: unknown) => {
      opened = undefined
      throw error
    })
    return opened
  }
  // What fails now is tried again when somebody asks.
  open().catch(() => {})
  let last: Promise<unknown> = Promise.resolve()
  const inOrder = <T>(work: () => Promise<T>): Promise<T> => {
    const next = last.then(work).catch((error: unknown) => {
      throw storeErrorOf(error)
    })
    last = next.catch(() => {})
    return next
  }
  return {
    get: (name) =>
      inOrder(async () => {
        const { database, key } = await open()
        const sealed = await request<unknown>(readStore(database, stores.secrets).get(name))
        return sealed === undefined ? undefined : unseal(key, name, sealed)
      }),
    set: (name, secret) => {
      const copy = secret.slice()
      return inOrder(async () => {
        const { database, key } = await open()
        const sealed = await seal(key, name, copy)
        await write(database, stores.secrets, (store) => store.put(sealed, name))
      })
    },
    delete: (name) =>
      inOrder(async () => {
        const { database } = await open()
        await write(database, stores.secrets, (store) => store.delete(name))
      }),
  }
}

async function openVault(name: string): Promise<{ database: IDBDatabase; key: CryptoKey }> {
  const opening = indexedDB.open(name, 1)
  opening.onupgradeneeded = () => {
    for (const store of Object.values(stores)) opening.result.createObjectStore(store)
  }
  const database = await request(opening)
  // Lets another version of the app upgrade the database instead of waiting for this worker.
  database.onversionchange = () => database.close()
  return { database, key: await wrappingKey(database) }
}

/** Whoever comes first makes the key; a key made at the same time elsewhere is thrown away. */
async function wrappingKey(database: IDBDatabase): Promise<CryptoKey> {
  const read = () => request<unknown>(readStore(database, stores.keys).get(wrappingKeyName))
  const found = await read()
  if (found instanceof CryptoKey) return found
  const made = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, [
    'encrypt',
    'decrypt',
  ])
  await write(database, stores.keys, (store) => store.add(made, wrappingKeyName)).catch((error: unknown) => {
    if (!(error instanceof Error && error.name === 'ConstraintError')) throw error
  })
  const kept = await read()
  if (!(kept instanceof CryptoKey)) throw new StoreError('damaged', 'The wrapping key is missing')
  return kept
}

async function seal(key: CryptoKey, name: string, secret: Uint8Array<ArrayBuffer>): Promise<Sealed> {
  const iv = crypto.getRandomValues(new Uint8Array(ivBytes))
  return { iv, bytes: await crypto.subtle.encrypt(parameters(iv, name), key, secret) }
}

async function unseal(key: CryptoKey, name: string, sealed: unknown): Promise<Uint8Array> {
  if (!isSealed(sealed)) throw new StoreError('damaged', 'A secret is damaged')
  try {
    return new Uint8Array(await crypto.subtle.decrypt(parameters(sealed.iv, name), key, sealed.bytes))
  } catch {
    throw new StoreError('damaged', 'A secret is damaged')
  }
}

function isSealed(value: unknown): value is Sealed {
  if (typeof value !== 'object' || value === null || !('iv' in value) || !('bytes' in value)) return false
  return value.iv instanceof Uint8Array && value.bytes instanceof ArrayBuffer
}

function parameters(iv: Uint8Array<ArrayBuffer>, name: string): AesGcmParams {
  return { name: 'AES-GCM', iv, additionalData: new TextEncoder().encode(name) }
}

function readStore(database: IDBDatabase, store: string): IDBObjectStore {
  return database.transaction(store, 'readonly').objectStore(store)
}

function write(database: IDBDatabase, store: string, change: (store: IDBObjectStore) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(store, 'readwrite', { durability: 'strict' })
    transaction.oncomplete = () => resolve()
    transaction.onabort = () => reject(transaction.error)
    change(transaction.objectStore(store))
  })
}

function request<T>(pending: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    pending.onsuccess = () => resolve(pending.result)
    pending.onerror = () => reject(pending.error)
  })
}

function storeErrorOf(error: unknown): StoreError {
  if (error instanceof StoreError) return error
  const full = error instanceof Error && error.name === 'QuotaExceededError'
  return new StoreError(full ? 'full' : 'failed', 'The secrets could not be read or written')
}
