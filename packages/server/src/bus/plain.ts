// What may travel on the bus: data without behaviour, so that an adapter may carry it between processes.

export type Plain =
  | undefined
  | null
  | boolean
  | number
  | string
  | Uint8Array
  | readonly Plain[]
  | { readonly [key: string]: Plain }
