// Where the account is signed in, and the way for another device.

import { AnotherDevice } from '../devices/another-device.tsx'
import { DeviceList } from '../devices/device-list.tsx'

export function Devices() {
  return (
    <div className="flex flex-col gap-3">
      <DeviceList />
      <AnotherDevice />
    </div>
  )
}
