// Signs this browser in as a new device when the bench that drives it asks, in a worker, as the app does.

import type { Times } from '../../new-device/measure.ts'
import type { DeviceAsk, DeviceTold } from './asks.ts'

declare global {
  interface Window {
    enter(ask: Omit<DeviceAsk, 'server'>): Promise<Times>
  }
}

window.enter = (ask) =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./new-device-worker.ts', import.meta.url), { type: 'module' })
    worker.onmessage = ({ data }: MessageEvent<DeviceTold>) => {
      worker.terminate()
      if ('times' in data) resolve(data.times)
      else reject(new Error(data.error))
    }
    worker.onerror = (event) => reject(new Error(event.message))
    worker.postMessage({ ...ask, server: location.origin } satisfies DeviceAsk)
  })
