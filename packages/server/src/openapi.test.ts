import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { describeInterface, openapiFile } from './openapi.ts'

describe('the description of the interface', () => {
  it('in spec/openapi.json is what the routes are now (node packages/server/src/openapi.ts writes it)', async () => {
    const written: unknown = JSON.parse(readFileSync(openapiFile, 'utf8'))
    expect(written).toEqual(JSON.parse(await describeInterface()))
  })

  it('is OpenAPI 3.1, names every shape once, and says of every route how it refuses', async () => {
    const document = JSON.parse(await describeInterface()) as {
      openapi: string
      paths: Record<string, Record<string, { operationId?: string; responses: Record<string, unknown> }>>
      components: { schemas: Record<string, unknown> }
    }
    expect(document.openapi).toBe('3.1.0')
    const operations = Object.values(document.paths).flatMap((path) => Object.values(path))
    expect(new Set(operations.map((one) => one.operationId)).size).toBe(operations.length)
    for (const operation of operations) {
      // programs are refused in OAuth’s own form where they ask by it
      const form = operation.responses.default
      expect(JSON.stringify(form)).toMatch(/#\/components\/schemas\/(?:Problem|OAuthRefusal)"/)
    }
    const used = JSON.stringify(document.paths).match(/(?<=#\/components\/schemas\/)\w+/g) ?? []
    expect(new Set(used)).toEqual(new Set(Object.keys(document.components.schemas)))
  })
})
