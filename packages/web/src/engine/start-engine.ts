// The engine of this page. It is started where this is imported first, before the app's own modules: its worker
// opens the store while they begin.

import { connectEngine } from '@sotto/client/browser'

export const engine = connectEngine()
