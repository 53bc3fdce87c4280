// Loaded before a program (`node --import`) that a test starts as a process of its own: passwords cost nothing in
// it, as they don't in the test. What is shipped has no such switch, so it is turned from outside.

import { unsafeStretchQuickly } from '@sotto/crypto/testing'

unsafeStretchQuickly()
