// A page that tries requests out sends every default the document names: together they must be a request that is answered.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { readConfiguration } from '../src/configuration.ts'
import { createReferenceApi } from '../src/reference-api.ts'
import { openReferenceServer } from './reference-server.ts'

interface Parameter {
  readonly $ref?: string
  readonly name: string
  readonly in: string
  readonly schema?: { readonly default?: unknown }
}

const document = createReferenceApi(readConfiguration({ DATABASE_URL: ':memory:' })).document()
const server = await openReferenceServer()

const resolve = (parameter: Parameter): Parameter =>
  parameter.$ref === undefined
    ? parameter
    : (document.components.parameters[parameter.$ref.split('/').at(-1)!] as unknown as Parameter)

describe('with every default the document names', () => {
  const collections = Object.entries(document.paths).filter(
    ([path, { get }]) => path.startsWith('/api/v1/') && !path.includes('{') && get !== undefined,
  )
  assert.ok(collections.length > 7)
  for (const [path, { get }] of collections) {
    test(`GET ${path} is answered`, async () => {
      const defaults = (get!.parameters as unknown as readonly Parameter[])
        .map(resolve)
        .flatMap(({ name, in: where, schema }) =>
          where === 'query' && schema?.default !== undefined ? [[name, String(schema.default)] as const] : [],
        )
      const { status, text } = await server.send(
        'GET',
        `${path}?${new URLSearchParams(Object.fromEntries(defaults))}`,
        {
          as: 'root',
        },
      )
      assert.equal(status, 200, text)
    })
  }
})
