import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import type { Components, OpenApiObject, PathItem } from '../../src/protocol/openapi/openapi-object.ts'
import { toSharedParts } from '../../src/protocol/openapi/shared-parts.ts'
import { createDocumentReader } from '../../src/tooling/testing/document-reader.ts'
import { createRichDocument } from './rich-models.ts'

const none: Components = { schemas: {}, responses: {}, headers: {}, parameters: {}, securitySchemes: {} }
const asking = (name: string, more: OpenApiObject = {}): OpenApiObject => ({ name, in: 'query', ...more })
const operation = (tag: string, ...parameters: OpenApiObject[]) => ({ tags: [tag], parameters })
const answering = (tag: string, responses: Record<string, OpenApiObject>) => ({ tags: [tag], responses })

const share = (paths: Record<string, PathItem>, components = none) => toSharedParts(paths, components)
const namesOf = (paths: Record<string, PathItem>, components = none): string[] =>
  Object.keys(share(paths, components).components.parameters)

describe('what repeats', () => {
  test('stands in the components once, and references lead to it', () => {
    const { paths, components } = share({
      '/a': { get: operation('a', asking('q'), asking('x')) },
      '/b': { get: operation('b', asking('q')) },
    })
    assert.deepEqual(components.parameters, { q: asking('q') })
    assert.deepEqual(paths['/a']!.get!.parameters, [{ $ref: '#/components/parameters/q' }, asking('x')])
    assert.deepEqual(paths['/b']!.get!.parameters, [{ $ref: '#/components/parameters/q' }])
  })

  test('may be a response, or a parameter of a path', () => {
    const gone = { description: 'It is gone.' }
    const id = asking('id', { in: 'path' })
    const { paths, components } = share({
      '/a/{id}': { parameters: [id], delete: answering('a', { 204: gone }) },
      '/b/{id}': { parameters: [id], delete: answering('b', { 204: gone, 299: gone }) },
    })
    assert.deepEqual(components.responses, { NoContent: gone })
    assert.deepEqual(components.parameters, { id })
    assert.deepEqual(paths['/b/{id}']!.parameters, [{ $ref: '#/components/parameters/id' }])
    assert.deepEqual(paths['/a/{id}']!.delete!.responses, {
      204: { $ref: '#/components/responses/NoContent' },
    })
  })

  test('is not looked for behind references that are there already', () => {
    const reference = { $ref: '#/components/parameters/Prefer' }
    assert.deepEqual(
      namesOf({ '/a': { get: operation('a', reference), put: operation('a', reference) } }),
      [],
    )
  })
})

describe('names of what repeats', () => {
  const repeated = (tag: string, parameter: OpenApiObject): PathItem => ({
    get: operation(tag, parameter),
    post: operation(tag, parameter),
  })
  const ways = (...parameters: [tag: string, OpenApiObject][]) =>
    Object.fromEntries(parameters.map(([tag, parameter], index) => [`/${index}`, repeated(tag, parameter)]))

  test('have no brackets', () =>
    assert.deepEqual(namesOf(ways(['a', asking('expand[items.tags][where]')], ['a', asking('größe[lt]')])), [
      'expand.items.tags.where',
      'gr__e.lt',
    ]))

  test('begin with the tag where several resources mean different things', () =>
    assert.deepEqual(
      namesOf(
        ways(
          ['a', asking('name')],
          ['b', asking('name', { example: 1 })],
          ['b', asking('name', { example: 2 })],
        ),
      ),
      ['a.name', 'b.name', 'b.name.2'],
    ))

  test('are counted where they are taken', () =>
    assert.deepEqual(
      namesOf(ways(['a', asking('Prefer')]), { ...none, parameters: { Prefer: asking('Prefer') } }),
      ['Prefer', 'Prefer.2'],
    ))
})

describe('a whole document', () => {
  const document = createRichDocument()
  const operations = Object.values(document.paths).flatMap((item) => [item, ...Object.values(item)]) as {
    parameters?: OpenApiObject[]
    responses?: Record<string, OpenApiObject>
  }[]
  const parts = operations.flatMap(({ parameters = [], responses = {} }) => [
    ...parameters,
    ...Object.values(responses),
  ])

  test('says nothing twice', () => {
    const inline = parts.filter((part) => !('$ref' in part)).map((part) => JSON.stringify(part))
    assert.ok(inline.length > 10)
    assert.deepEqual(
      inline.filter((part, index) => inline.indexOf(part) !== index),
      [],
    )
  })

  test('has something behind every reference', () => {
    const { resolve } = createDocumentReader(document)
    const references = parts.filter((part) => '$ref' in part)
    assert.ok(references.length > 100)
    for (const reference of references)
      assert.ok(typeof resolve(reference) === 'object', JSON.stringify(reference))
  })
})
