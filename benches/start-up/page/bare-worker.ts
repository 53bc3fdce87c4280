// Opens the app's store on the app's platform, reads the list by one query, and hands all of it over.

import { browserPlatform } from '@sotto/client/browser-worker'
import { readBareList } from '@sotto/client/testing'
import { scope } from './scope.ts'

const platform = browserPlatform({ scope, onTabWake: () => () => undefined })
void readBareList(platform).then((rows) => self.postMessage(rows))
