// What is being written about: a message to answer, or one to write anew.

import type { MessageSnapshot } from '@sotto/client'

export type Subject = { readonly kind: 'reply' | 'edit'; readonly message: MessageSnapshot }
