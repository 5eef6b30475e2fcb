import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { compareDocuments } from '../../../src/protocol/openapi/diff/compare-documents.ts'
import type { OpenApiObject } from '../../../src/protocol/openapi/openapi-object.ts'

const now = Date.parse('2030-01-01T00:00:00Z')

const json = (schema: OpenApiObject) => ({ content: { 'application/json': { schema } } })
const operation = (more: OpenApiObject = {}) => ({ responses: { 200: json({ type: 'object' }) }, ...more })
const document = (paths: OpenApiObject, schemas: OpenApiObject = {}) => ({
  openapi: '3.1.1',
  paths,
  components: { schemas },
})

/** What is told of two documents: level, operation, place and message in one line each. */
const compare = (old: OpenApiObject, current: OpenApiObject): string[] =>
  compareDocuments(old, current, now).map(({ level, operation: name, place, message }) =>
    [`${level}:`, name, place, message].filter((part) => part !== '').join(' '),
  )

const taking = (schema: OpenApiObject) =>
  document({ '/a': { post: operation({ requestBody: json(schema) }) } })
const giving = (schema: OpenApiObject) => document({ '/a': { get: { responses: { 200: json(schema) } } } })
const asking = (...parameters: OpenApiObject[]) => document({ '/a': { get: operation({ parameters }) } })
const secured = (...security: OpenApiObject[]) => document({ '/a': { get: operation({ security }) } })

const text = { type: 'string' }
const object = (properties: OpenApiObject, ...required: string[]) => ({
  type: 'object',
  properties,
  required,
  additionalProperties: false,
})
const parameter = (schema: OpenApiObject, more: OpenApiObject = {}) => ({
  name: 'limit',
  in: 'query',
  required: false,
  schema,
  ...more,
})

const body = 'breaking: POST /a request body'
const answer = 'breaking: GET /a response 200'
const query = 'breaking: GET /a query parameter limit'

const cases: readonly (readonly [
  title: string,
  old: OpenApiObject,
  current: OpenApiObject,
  ...told: string[],
])[] = [
  ['a path that is gone', document({ '/a': { get: operation() } }), document({}), 'breaking: GET /a is gone'],
  ['a path that is new', document({}), document({ '/a': { get: operation() } }), 'notice: GET /a is new'],
  [
    'a method that is gone',
    document({ '/a': { get: operation(), delete: operation() } }),
    document({ '/a': { get: operation() } }),
    'breaking: DELETE /a is gone',
  ],
  [
    'a method that is gone after its sunset',
    document({ '/a': { get: operation({ 'x-sunset': '2029-12-31T00:00:00Z' }) } }),
    document({}),
    'notice: GET /a is gone, as was announced',
  ],
  [
    'a method that is gone before its sunset',
    document({ '/a': { get: operation({ 'x-sunset': '2030-06-01T00:00:00Z' }) } }),
    document({}),
    'breaking: GET /a is gone',
  ],
  [
    'another name of a path parameter',
    document({ '/a/{id}': { get: operation(), parameters: [{ name: 'id', in: 'path', schema: text }] } }),
    document({ '/a/{key}': { get: operation(), parameters: [{ name: 'key', in: 'path', schema: text }] } }),
  ],
  [
    'another operationId',
    document({ '/a': { get: operation({ operationId: 'one' }) } }),
    document({ '/a': { get: operation({ operationId: 'two' }) } }),
    'notice: GET /a operationId is two instead of one',
  ],

  ['a parameter that is gone', asking(parameter(text)), asking(), `${query} is gone`],
  ['a parameter that is new', asking(), asking(parameter(text))],
  [
    'a new parameter that is required',
    asking(),
    asking(parameter(text, { required: true })),
    `${query} is new and must be given`,
  ],
  [
    'a parameter that becomes required',
    asking(parameter(text)),
    asking(parameter(text, { required: true })),
    `${query} must be given now`,
  ],
  [
    'a parameter written in another way',
    asking(parameter(text, { explode: false })),
    asking(parameter(text, { explode: true })),
    `${query} is written in another way`,
  ],
  [
    'a header that is no longer looked at',
    asking({ name: 'X-A', in: 'header', schema: text }),
    asking(),
    'notice: GET /a header parameter X-A is gone',
  ],
  [
    'a smaller greatest value',
    asking(parameter({ type: 'integer', maximum: 100 })),
    asking(parameter({ type: 'integer', maximum: 50 })),
    `${query} must fulfil maximum 50 now`,
  ],
  [
    'a greater greatest value',
    asking(parameter({ type: 'integer', maximum: 50 })),
    asking(parameter({ type: 'integer', maximum: 100 })),
  ],

  [
    'a member no longer taken',
    taking(object({ a: text, b: text })),
    taking(object({ a: text })),
    `${body} /b is no longer known`,
  ],
  ['a member that is new', taking(object({ a: text })), taking(object({ a: text, b: text }))],
  [
    'a member that must be given',
    taking(object({ a: text })),
    taking(object({ a: text }, 'a')),
    `${body} /a must be given now`,
  ],
  ['a member that may be left out', taking(object({ a: text }, 'a')), taking(object({ a: text }))],
  [
    'null no longer taken',
    taking(object({ a: { type: ['string', 'null'] } })),
    taking(object({ a: text })),
    `${body} /a no longer takes null`,
  ],
  [
    'a word no longer taken',
    taking({ enum: ['a', 'b'] }),
    taking({ enum: ['a'] }),
    `${body} no longer takes "b"`,
  ],
  ['a word taken as well', taking({ enum: ['a'] }), taking({ enum: ['a', 'b'] })],
  [
    'only some words taken',
    taking(text),
    taking({ enum: ['a'], type: 'string' }),
    `${body} takes only a few values now`,
  ],
  [
    'whole numbers where any were',
    taking({ type: 'number' }),
    taking({ type: 'integer' }),
    `${body} no longer takes number`,
  ],
  ['any numbers where whole ones were', taking({ type: 'integer' }), taking({ type: 'number' })],
  [
    'a pattern that is new',
    taking(text),
    taking({ ...text, pattern: '^a' }),
    `${body} must fulfil pattern "^a" now`,
  ],
  ['a pattern that is gone', taking({ ...text, pattern: '^a' }), taking(text)],
  [
    'longer elements demanded',
    taking({ type: 'array', items: text }),
    taking({ type: 'array', items: { ...text, minLength: 2 } }),
    `${body} /* must fulfil minLength 2 now`,
  ],
  [
    'a body that must be sent',
    document({ '/a': { post: operation({ requestBody: json(text) }) } }),
    document({ '/a': { post: operation({ requestBody: { ...json(text), required: true } }) } }),
    `${body} must be sent now`,
  ],
  [
    'a media type no longer taken',
    document({
      '/a': { post: operation({ requestBody: { content: { 'application/json': {}, 'text/csv': {} } } }) },
    }),
    document({ '/a': { post: operation({ requestBody: { content: { 'application/json': {} } } }) } }),
    `${body} can no longer be text/csv`,
  ],
  [
    'another alternative',
    taking({ anyOf: [text, { type: 'integer' }] }),
    taking({ anyOf: [text, { type: 'boolean' }] }),
    `${body} no longer takes integer`,
  ],
  [
    'a fault inside the one alternative of its type',
    taking({ anyOf: [object({ a: text, b: text }), { type: 'null' }] }),
    taking({ anyOf: [object({ a: text }), { type: 'null' }] }),
    `${body} /b is no longer known`,
  ],

  [
    'a member no longer given',
    giving(object({ a: text, b: text })),
    giving(object({ a: text })),
    `${answer} /b is no longer there`,
  ],
  ['a member given as well', giving(object({ a: text })), giving(object({ a: text, b: text }))],
  [
    'a member that may be missing',
    giving(object({ a: text }, 'a')),
    giving(object({ a: text })),
    `${answer} /a may be missing now`,
  ],
  [
    'null where text was',
    giving(object({ a: text })),
    giving(object({ a: { type: ['string', 'null'] } })),
    `${answer} /a may be null now`,
  ],
  [
    'a word not known before',
    giving({ enum: ['a'] }),
    giving({ enum: ['a', 'b'] }),
    'notice: GET /a response 200 may be "b" now',
  ],
  [
    'a status no longer given',
    document({ '/a': { put: { responses: { 200: {}, 201: {}, 404: {} } } } }),
    document({ '/a': { put: { responses: { 200: {} } } } }),
    'breaking: PUT /a response 201 is no longer given',
  ],
  [
    'a header no longer given',
    document({ '/a': { get: { responses: { 200: { headers: { ETag: {} } } } } } }),
    document({ '/a': { get: { responses: { 200: {} } } } }),
    `${answer} header ETag is gone`,
  ],

  [
    'a sign-in that is needed',
    secured({}, { bearer: [] }),
    secured({ bearer: [] }),
    'breaking: GET /a security is no longer open to callers without a credential',
  ],
  [
    'a scope that is needed',
    secured({ bearer: ['a'] }),
    secured({ bearer: ['a', 'b'] }),
    'breaking: GET /a security is no longer open to bearer with a',
  ],
  ['a scope that is no longer needed', secured({ bearer: ['a', 'b'] }), secured({ bearer: ['a'] })],
]

describe('the difference of two documents', () => {
  for (const [title, old, current, ...told] of cases) {
    test(title, () => assert.deepEqual(compare(old, current), told))
  }

  test('follows references, also those that go round', () => {
    const tree = (leaf: OpenApiObject) => ({
      Node: object({ leaf, children: { type: 'array', items: { $ref: '#/components/schemas/Node' } } }),
    })
    const paths = { '/a': { get: { responses: { 200: json({ $ref: '#/components/schemas/Node' }) } } } }
    const old = document(paths, tree(text))
    assert.deepEqual(compare(old, old), [])
    assert.deepEqual(compare(old, document(paths, tree({ type: 'boolean' }))), [
      `${answer} /leaf may be boolean now`,
    ])
  })

  test('compares alternatives of one name with each other', () => {
    const alternatives = {
      anyOf: [{ $ref: '#/components/schemas/Whole' }, { $ref: '#/components/schemas/Part' }],
    }
    const paths = { '/a': { get: { responses: { 200: json(alternatives) } } } }
    const schemas = (...required: string[]) => ({
      Whole: object({ a: text }, ...required),
      Part: object({ a: text }),
    })
    assert.deepEqual(compare(document(paths, schemas('a')), document(paths, schemas())), [
      `${answer} /a may be missing now`,
    ])
  })

  test('of a document with itself is none', () => {
    const path = join(import.meta.dirname, '../../../../reference/openapi.json')
    const own = JSON.parse(readFileSync(path, 'utf8')) as OpenApiObject
    assert.deepEqual(compare(own, own), [])
  })

  test('survives what is no document', () => {
    const odd = {
      openapi: '3.1.1',
      paths: { '/a': { get: null, post: [], put: { parameters: 3, responses: 'no' } } },
    }
    assert.deepEqual(compare(odd, odd), [])
  })

  test('names breaking changes first', () => {
    const old = document({ '/a': { get: operation() }, '/b': { get: operation() } })
    const current = document({ '/a': { get: operation() }, '/c': { get: operation() } })
    assert.deepEqual(compare(old, current), ['breaking: GET /b is gone', 'notice: GET /c is new'])
  })
})
