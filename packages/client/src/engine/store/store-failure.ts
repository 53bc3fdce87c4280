// What a failing local store means for the person.

import type { Failure } from '../../errors.ts'
import type { StoreError } from '../../ports.ts'

export function storeFailure({ fault }: StoreError): Failure {
  switch (fault) {
    case 'full':
      return {
        code: 'device_storage_full',
        message: 'This device is full. Nothing is lost; free some space and Sotto goes on by itself.',
      }
    case 'locked':
      return {
        code: 'profile_in_use',
        message: 'This profile is open in another program. Close it there first.',
      }
    case 'damaged':
      return {
        code: 'device_storage_damaged',
        message: 'What this device has stored is damaged and can’t be read.',
      }
    default:
      return {
        code: 'device_storage_failed',
        message: 'This device can’t write its data. Nothing is sent or acknowledged until it can.',
      }
  }
}
