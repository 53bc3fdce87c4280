// The words for what a program may be told.

import type { Scope } from '@sotto/wire'

export const scopeWords = {
  'profile:read': 'programs.scopes.profile',
  'people:read': 'programs.scopes.people',
  'presence:read': 'programs.scopes.presence',
  'devices:read': 'programs.scopes.devices',
} as const satisfies Record<Scope, string>
