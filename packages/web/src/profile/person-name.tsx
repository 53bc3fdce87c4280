// The name of a person wherever one is drawn. It keeps its own direction, so that it moves nothing around it.

import type { AccountName } from '@sotto/wire'
import { usePersonName } from './use-person.ts'

export function PersonName({ account }: { readonly account: AccountName }) {
  return <bdi>{usePersonName(account)}</bdi>
}
