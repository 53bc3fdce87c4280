// Fields that the shapes of the REST interface are made of.

import Type from 'typebox'
import { limits } from './limits.ts'

export const strict = { additionalProperties: false } as const

export const base64url = (bytes: number) =>
  Type.String({ pattern: '^[A-Za-z0-9_-]*$', maxLength: Math.ceil((bytes * 4) / 3) })
export const idText = (prefix: string, characters: number) =>
  Type.String({ pattern: `^${prefix}_[A-Za-z0-9_-]{${characters}}$` })

export const Name = Type.String({ pattern: '^[a-z0-9](?:[a-z0-9.-]{0,29}[a-z0-9])?$' })
export const Device = idText('d', 22)
export const Time = Type.Integer({ minimum: 0 })
export const Small = base64url(limits.smallBlobBytes)
export const Key = base64url(32)
export const Signature = base64url(64)
export const Token = Type.String({ maxLength: 4096 })
/** Such as `198.51.100.0/24`. */
export const Network = Type.String({ maxLength: 64 })
/** Names a run of two requests. */
export const Attempt = Type.String({ maxLength: 64 })
