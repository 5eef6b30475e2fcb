// What the document says of files and forms.
import assert from 'node:assert/strict'
import { after, describe, it } from 'node:test'
import { createConfig, lintFromString } from '@redocly/openapi-core'
import { Validator } from '@seriousme/openapi-schema-validator'
import { directory } from '../../src/index.ts'
import { createGallery } from './gallery.ts'

const api = createGallery(directory('nowhere'))
after(() => api.context.store.close())
const document = api.document() as any

const resolve = (object: any): any =>
  object.$ref === undefined
    ? object
    : object.$ref
        .slice(2)
        .split('/')
        .reduce((inner: any, step: string) => inner[step], document)

describe('a document with files', () => {
  it('fulfils the OpenAPI 3.1 schema', async () => {
    const { valid, errors } = await new Validator().validate(structuredClone(document))
    assert.equal(valid, true, JSON.stringify(errors, null, 2))
  })
  it('is found right by a linter', async () => {
    const config = await createConfig({ extends: ['recommended'] })
    const found = await lintFromString({ source: JSON.stringify(document), absoluteRef: '/a.json', config })
    const faults = found.filter(({ ruleId }) => ruleId !== 'info-license')
    assert.deepEqual(
      faults.map(({ ruleId, message }) => `${ruleId}: ${message}`),
      [],
    )
  })
  it('names each operation of a file once', () => {
    const ids = Object.values<any>(document.paths).flatMap((path) =>
      Object.values<any>(path).flatMap(({ operationId }) => operationId ?? []),
    )
    assert.equal(new Set(ids).size, ids.length)
    for (const id of ['downloadPicturePhoto', 'uploadPicturePhoto', 'removePicturePhoto'])
      assert.ok(ids.includes(id), id)
    assert.ok(!ids.includes('uploadPictureStamp'))
    assert.ok(!ids.includes('removePassportScan'))
  })
})

describe('a form in the document', () => {
  for (const [path, method] of [
    ['/pictures', 'post'],
    ['/pictures/{id}', 'put'],
    ['/pictures/{id}', 'patch'],
  ] as const) {
    it(`of ${method} ${path} has its files as bytes`, () => {
      const { content } = document.paths[path][method].requestBody
      const { schema, encoding } = content['multipart/form-data']
      const { type, format, description } = schema.properties.photo
      assert.deepEqual([type, format], ['string', 'binary'])
      assert.match(description, /image\/\*.*100000 bytes/)
      assert.deepEqual(encoding.photo, { contentType: 'image/*' })
      assert.deepEqual(encoding.contract, { contentType: 'application/pdf' })
      assert.equal(schema.properties.title.type, 'string')
      const plain = resolve(content['application/x-www-form-urlencoded'].schema)
      assert.deepEqual(plain, resolve(content['application/json'].schema))
      const { photo } = plain.properties
      assert.deepEqual(photo.type, ['object', 'null'])
      assert.deepEqual(photo.required, ['name', 'type', 'bytes', 'digest'])
      assert.equal('key' in photo.properties, false)
    })
  }
})

describe('the address of a file in the document', () => {
  const path = document.paths['/pictures/{id}/photo']
  const namesOf = (parameters: any[]) => parameters.map((parameter) => resolve(parameter).name)
  it('tells how it is read', () => {
    const { parameters, responses, security, 'x-access': access } = path.get
    assert.deepEqual(namesOf(parameters), ['If-Match', 'If-None-Match', 'Range', 'If-Range', 'Prefer'])
    for (const status of [200, 206]) {
      assert.deepEqual(responses[status].content, {
        'image/*': { schema: { type: 'string', format: 'binary' } },
      })
      for (const header of ['ETag', 'Accept-Ranges', 'Content-Disposition', 'Content-Length'])
        assert.ok(header in responses[status].headers, header)
    }
    assert.ok('Content-Range' in responses[206].headers)
    assert.deepEqual(resolve(responses[416])['x-codes'], ['RANGE_NOT_SATISFIABLE'])
    assert.ok('Content-Range' in resolve(responses[416]).headers)
    for (const status of [304, 404, 412]) assert.ok(status in responses, String(status))
    assert.ok(!(403 in responses) || resolve(responses[403])['x-codes'].includes('INSUFFICIENT_SCOPE'))
    assert.deepEqual(access.scopes, ['pictures:read'])
    assert.ok(security.length > 0)
  })
  it('tells how it is written', () => {
    const { parameters, requestBody, responses } = path.put
    assert.deepEqual(namesOf(parameters), ['If-Match', 'If-None-Match', 'Prefer'])
    assert.deepEqual(requestBody.content, { 'image/*': { schema: { type: 'string', format: 'binary' } } })
    for (const status of [200, 201, 401, 403, 404, 409, 412, 413, 415, 422])
      assert.ok(status in responses, String(status))
    assert.ok(!(204 in responses))
    assert.ok(204 in document.paths['/pictures/{id}/contract'].put.responses)
    assert.ok(428 in document.paths['/passports/{id}/scan'].put.responses)
  })
  it('tells how it is removed', () => {
    const { requestBody, responses } = path.delete
    assert.equal(requestBody, undefined)
    for (const status of [204, 403, 404, 412]) assert.ok(status in responses, String(status))
    assert.equal(document.paths['/passports/{id}/scan'].delete, undefined)
  })
})
