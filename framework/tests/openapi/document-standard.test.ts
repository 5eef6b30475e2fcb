import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createConfig, lintFromString } from '@redocly/openapi-core'
import { Validator } from '@seriousme/openapi-schema-validator'
import { Compile } from 'typebox/schema'
import { parse } from 'yaml'
import type { OpenApiObject } from '../../src/protocol/openapi/openapi-object.ts'
import { toYaml } from '../../src/protocol/openapi/yaml.ts'
import { documentEndpoints } from '../../src/server/api/documents.ts'
import { createRichDocument } from './rich-models.ts'

const document = createRichDocument({ endpoints: documentEndpoints(() => document) })

test('the document fulfils the OpenAPI 3.1 schema', async () => {
  const { valid, errors } = await new Validator().validate(structuredClone(document) as never)
  assert.equal(valid, true, JSON.stringify(errors, null, 2))
})

test('a linter finds nothing but the missing licence', async () => {
  const config = await createConfig({ extends: ['recommended'] })
  const found = await lintFromString({
    source: JSON.stringify(document),
    absoluteRef: '/openapi.json',
    config,
  })
  const faults = found.filter(({ ruleId }) => ruleId !== 'info-license')
  assert.deepEqual(
    faults.map(({ ruleId, message, location }) => `${ruleId}: ${message} ${location[0]?.pointer}`),
    [],
  )
})

test('webhooks stand beside the paths, with what they refer to', async () => {
  const post = {
    operationId: 'onRenamed',
    requestBody: { content: { 'application/json': { schema: { $ref: '#/components/schemas/TodoUpdate' } } } },
    responses: { 204: { description: 'Taken.' } },
  }
  const told = createRichDocument({ webhooks: { renamed: { post } } })
  assert.deepEqual(told.webhooks, { renamed: { post } })
  const { valid, errors } = await new Validator().validate(structuredClone(told) as never)
  assert.equal(valid, true, JSON.stringify(errors, null, 2))
  assert.equal('webhooks' in document, false)
})

test('YAML says the same as JSON', () => assert.deepEqual(parse(toYaml(document)), document))

test('the same declarations make the same document', () => {
  assert.equal(JSON.stringify(createRichDocument()), JSON.stringify(createRichDocument()))
})

test('the document cannot be changed', () => {
  assert.throws(() => Object.assign(document.components.schemas['Todo']!, { type: 'string' }), TypeError)
})

/** Every object of the document with the path to it. */
function* walk(value: unknown, path = '#'): Generator<readonly [path: string, object: OpenApiObject]> {
  if (typeof value !== 'object' || value === null) return
  if (!Array.isArray(value)) yield [path, value as OpenApiObject]
  for (const [key, inner] of Object.entries(value)) yield* walk(inner, `${path}/${key.replaceAll('/', '~1')}`)
}

const objects = [...walk(document)]

const follow = (reference: string): unknown =>
  reference
    .slice(2)
    .split('/')
    .reduce<unknown>((inner, step) => (inner as OpenApiObject)?.[step.replaceAll('~1', '/')], document)

test('every reference leads somewhere', () => {
  const references = objects.flatMap(([, { $ref }]) => (typeof $ref === 'string' ? [$ref] : []))
  assert.ok(references.length > 100)
  assert.deepEqual(
    [...new Set(references)].filter((reference) => follow(reference) === undefined),
    [],
  )
})

test('every component is led to', () => {
  const references = new Set(objects.map(([, { $ref }]) => $ref))
  const { securitySchemes: _, ...components } = document.components
  const names = Object.entries(components).flatMap(([part, entries]) =>
    Object.keys(entries).map((name) => `#/components/${part}/${name}`),
  )
  assert.deepEqual(
    names.filter((name) => !references.has(name)),
    [],
  )
})

describe('examples', () => {
  const shown = objects.flatMap(([path, { schema, example, examples }]) => {
    const values = example === undefined ? Object.values((examples ?? {}) as object) : [{ value: example }]
    return schema === undefined
      ? []
      : values.map(({ value }: { value: unknown }) => ({ path, schema: schema as object, value }))
  })

  test('bodies and answers have examples', () => assert.ok(shown.length > 80, String(shown.length)))

  test('every example fulfils its schema', () => {
    const faults = shown.flatMap(({ path, schema, value }) => {
      const validator = Compile({ ...schema, components: document.components } as never)
      return validator.Check(value) ? [] : [`${path} ${JSON.stringify(validator.Errors(value)[1])}`]
    })
    assert.deepEqual(faults, [])
  })

  test('examples of a field fulfil its schema', () => {
    const faults = objects.flatMap(([path, object]) => {
      const { examples } = object
      if (!Array.isArray(examples) || !path.startsWith('#/components/schemas')) return []
      return examples
        .filter((value) => !Compile(object as never).Check(value))
        .map((value) => `${path} ${value}`)
    })
    assert.deepEqual(faults, [])
  })
})
