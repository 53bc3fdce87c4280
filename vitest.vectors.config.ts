import { defineConfig } from 'vitest/config'

// The slow part of the public test vectors: `npm test -- vectors`. The quick part is among the tests of `crypto`.
export default defineConfig({
  test: {
    name: 'vectors',
    isolate: false,
    include: ['packages/*/src/**/*.vectors.ts'],
    testTimeout: 300_000,
  },
})
