// A new device on the app's platform.

import { browserPlatform } from '@sotto/client/browser-worker'
import { measureNewDevice } from '../../new-device/measure.ts'
import type { DeviceAsk, DeviceTold } from './asks.ts'
import { scope } from './scope.ts'

self.onmessage = ({ data }: MessageEvent<DeviceAsk>) => {
  measureNewDevice(browserPlatform({ scope, onTabWake: () => () => undefined }), data).then(
    (times) => tell({ times }),
    (error: unknown) => tell({ error: String(error) }),
  )
}

function tell(told: DeviceTold): void {
  self.postMessage(told)
}
