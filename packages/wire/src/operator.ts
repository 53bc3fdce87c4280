// What the server tells whoever runs it, on its own machine (spec/PROTOCOL.md O). Times are milliseconds since 1970.

import Type, { type Static } from 'typebox'

const Count = Type.Integer({ minimum: 0 })

const Account = Type.Object({
  account: Type.String(),
  created: Count,
  /** Since when. */
  disabled: Type.Optional(Count),
  devices: Count,
  /** That have not ended. */
  sessions: Count,
  /** 0 for never. */
  lastSeen: Count,
})

export const operatorSchemas = {
  /** Where the running server listens for its operator; a file in the data folder that only they can read. */
  Control: Type.Object({ port: Type.Integer({ minimum: 1, maximum: 65535 }), token: Type.String() }),
  Account,
  Accounts: Type.Object({ accounts: Type.Array(Account) }),
  /** How much was removed with an account, and what can't be: named, for the program to say in words. */
  Removed: Type.Object({
    account: Type.String(),
    removed: Type.Object({
      devices: Count,
      sessions: Count,
      keyPackages: Count,
      records: Count,
      recordBytes: Count,
      conversations: Count,
    }),
    kept: Type.Array(Type.String()),
  }),
} as const

export type OperatorSchemas = { [K in keyof typeof operatorSchemas]: Static<(typeof operatorSchemas)[K]> }

export const controlFileName = 'operator.json'
export const accountsPerPage = 100
