import { defineConfig } from 'vitest/config'

// The slow part of the public test vectors: `npm run test:vectors`. The quick part runs with the unit tests.
export default defineConfig({
  test: { include: ['packages/*/src/**/*.vectors.ts'], testTimeout: 300_000, maxWorkers: 2 },
})
