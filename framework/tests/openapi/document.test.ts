import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { createModels } from '../../src/declaration/resource/registry.ts'
import { resource } from '../../src/declaration/resource/resource.ts'
import { anyone, nobody, signedIn } from '../../src/declaration/policy/rule.ts'
import { field } from '../../src/declaration/schema/field.ts'
import { verbsOf } from '../../src/declaration/resource/verb.ts'
import type { Endpoint } from '../../src/protocol/message/endpoint.ts'
import {
  operationMethods,
  toOperationMethod,
  type OpenApiObject,
  type Operation,
} from '../../src/protocol/openapi/openapi-object.ts'
import { createRichDocument, richModels } from './rich-models.ts'

const document = createRichDocument()
const operations: readonly Operation[] = Object.values(document.paths).flatMap((path) =>
  operationMethods.map((method) => path[method]).filter((operation) => operation !== undefined),
)

function find(operationId: string, where = operations): Operation {
  const found = where.find((operation) => operation.operationId === operationId)
  assert.ok(found, operationId)
  return found
}

const resolve = (object: OpenApiObject): OpenApiObject => {
  const name = String(object['$ref'] ?? '')
    .split('/')
    .at(-1)!
  return document.components.responses[name] ?? object
}

const codesOf = (operationId: string, status: number): readonly string[] =>
  (resolve(find(operationId).responses![status] ?? {})['x-codes'] ?? []) as readonly string[]

const contentOf = (operationId: string): string[] =>
  Object.keys((find(operationId)['requestBody'] as { content: object }).content)

const namesFor = (...names: readonly string[]): string[] => {
  const fields = { text: field.text() }
  const models = createModels(names.map((name) => resource(name, { fields, access: anyone() })))
  return Object.keys(createRichDocument({ models }).components.schemas)
}

const endpoint = (more: Partial<Endpoint>): Endpoint => ({
  method: 'GET',
  path: '/auth/whoami',
  authentication: 'required',
  operation: { operationId: 'whoami', tags: ['auth'], responses: { 200: { description: 'The caller.' } } },
  handle: () => ({ status: 200, headers: {}, body: null }),
  ...more,
})

describe('operations', () => {
  test('every verb has one operation', () => {
    const routes = [...richModels.values()].flatMap((model) => verbsOf(model))
    const described = routes.map(({ method, path }) => {
      const item = document.paths[`/api/v1${path}`]!
      return item[toOperationMethod(method)]?.operationId
    })
    assert.equal(described.length, operations.length)
    assert.equal(new Set(described).size, operations.length)
  })

  const names = [
    ['get', '/api/v1/todos', 'listTodos'],
    ['x-query', '/api/v1/todos', 'queryTodos'],
    ['post', '/api/v1/todos', 'createTodo'],
    ['get', '/api/v1/todos/{id}', 'getTodo'],
    ['put', '/api/v1/todos/{id}', 'replaceTodo'],
    ['patch', '/api/v1/todos/{id}', 'updateTodo'],
    ['delete', '/api/v1/todos/{id}', 'deleteTodo'],
    ['post', '/api/v1/todos/{id}/complete', 'completeTodo'],
    ['post', '/api/v1/todos/measure', 'measureTodos'],
  ] as const
  for (const [method, path, name] of names) {
    test(`${method} ${path} is called ${name}`, () =>
      assert.equal(document.paths[path]![method]!.operationId, name))
  }

  const absent = [
    ['what nobody may do is left out', '/api/v1/items/{id}', 'patch'],
    ['a verb without a rule is left out', '/api/v1/users/{id}', 'delete'],
    ['what runs later is left out', '/api/v1/todos/export', 'post'],
    ['internal resources are left out', '/api/v1/sessions', 'get'],
  ] as const
  for (const [title, path, method] of absent) {
    test(title, () => assert.equal(document.paths[path]?.[method], undefined))
  }

  test('a list is narrowed by the rule of reads', () => {
    const model = createModels([
      resource('notes', { fields: { text: field.text() }, access: { list: anyone(), read: signedIn() } }),
    ]).get('notes')!
    assert.deepEqual(verbsOf(model)[0]!.rule, {
      rule: 'allOf',
      of: [{ rule: 'anyone' }, { rule: 'signedIn' }],
    })
  })

  test('what nobody may read is not listed', () => {
    const access = { list: anyone(), read: nobody() }
    const model = createModels([resource('notes', { fields: { text: field.text() }, access })]).get('notes')!
    assert.deepEqual(verbsOf(model), [])
  })
})

describe('access', () => {
  test('a description ends with who is allowed', () => {
    assert.match(String(find('getTodo')['description']), /Allowed: the owner, or role admin\.$/)
  })

  test('the rule stands there as data', () => {
    assert.deepEqual(find('deleteStore')['x-access'], {
      rule: { rule: 'allOf', of: [{ rule: 'signedIn' }, { rule: 'fresh', within: '10m' }] },
      scopes: ['stores:write'],
    })
  })

  const securities = [
    ['reading needs the scope to read', 'listTodos', [{ bearer: ['todos:read'] }]],
    ['writing needs the scope to write', 'completeTodo', [{ bearer: ['todos:write'] }]],
    ['anonymous callers pass where a rule lets them', 'createUser', [{}, { bearer: ['users:write'] }]],
    ['anonymous callers pass where some rows are public', 'listItems', [{}, { bearer: ['items:read'] }]],
  ] as const
  for (const [title, operationId, security] of securities) {
    test(title, () => assert.deepEqual(find(operationId)['security'], security))
  }
})

describe('problems', () => {
  const cases = [
    ['a public read still refuses a bad token', 'getStore', 401, ['INVALID_TOKEN']],
    ['a guarded read demands to sign in', 'getTodo', 401, ['UNAUTHENTICATED', 'INVALID_TOKEN']],
    [
      'a stale sign-in is told apart',
      'deleteStore',
      401,
      ['UNAUTHENTICATED', 'INVALID_TOKEN', 'INSUFFICIENT_USER_AUTHENTICATION'],
    ],
    ['a hidden row is absent, not forbidden', 'getTodo', 403, ['INSUFFICIENT_SCOPE']],
    ['a row of others may not be changed', 'updateTodo', 403, ['INSUFFICIENT_SCOPE', 'FORBIDDEN']],
    ['all signed-in callers may write a store', 'createStore', 403, ['INSUFFICIENT_SCOPE']],
    ['guarded members can be forbidden', 'createUser', 403, ['INSUFFICIENT_SCOPE', 'FORBIDDEN']],
    ['a new collection member is never missing', 'createTodo', 404, []],
    ['unique values can be taken', 'createUser', 409, ['UNIQUE_VIOLATION', 'REQUEST_IN_PROGRESS']],
    ['without unique values nothing is taken', 'createTodo', 409, ['REQUEST_IN_PROGRESS']],
    ['rows that others refer to stay', 'deleteStore', 409, ['REFERENCE_IN_USE', 'CONFLICT']],
    ['rows that none refers to can go', 'deleteTodo', 409, ['CONFLICT']],
    ['a demanded condition can be missing', 'updateStore', 428, ['PRECONDITION_REQUIRED']],
    ['an optional condition is never missing', 'updateTodo', 428, []],
    [
      'a write may come with a key of another',
      'updateTodo',
      422,
      ['VALIDATION_FAILED', 'IDEMPOTENCY_KEY_REUSED'],
    ],
    ['a PUT has no use for a key', 'replaceTodo', 422, ['VALIDATION_FAILED']],
    ['reads have no body to refuse', 'getTodo', 415, []],
    [
      "an action's own problems are told",
      'completeTodo',
      409,
      ['UNIQUE_VIOLATION', 'REFERENCE_IN_USE', 'CONFLICT', 'REQUEST_IN_PROGRESS', 'TODO_ALREADY_DONE'],
    ],
  ] as const
  for (const [title, operationId, status, codes] of cases) {
    test(title, () => assert.deepEqual(codesOf(operationId, status), codes))
  }

  test('every operation can fail on our side', () => {
    const without = operations.filter(({ responses }) => !(500 in responses!) || !(503 in responses!))
    assert.deepEqual(without, [])
  })

  test('code that may throw anything has a default answer', () => {
    const open = operations
      .filter(({ responses }) => 'default' in responses!)
      .map(({ operationId }) => operationId)
    assert.deepEqual(open, ['measureTodos', 'labelTodo', 'archiveTodo', 'createItem', 'createItemOfStore'])
  })

  test('without authenticators nobody is asked to sign in', () => {
    const { paths } = createRichDocument({ securitySchemes: {} })
    assert.equal(paths['/api/v1/todos']!.get!.responses![401], undefined)
    assert.ok(paths['/api/v1/todos']!.get!.responses![403])
  })
})

describe('what goes in and out', () => {
  test('a patch is a merge patch, a JSON Patch or JSON', () => {
    assert.deepEqual(contentOf('updateTodo'), [
      'application/merge-patch+json',
      'application/json-patch+json',
      'application/json',
    ])
  })

  test('a JSON Patch is a list of operations', () => {
    const { content } = find('updateTodo')['requestBody'] as {
      content: Record<string, { schema: object; example: readonly Record<string, unknown>[] }>
    }
    const { schema, example } = content['application/json-patch+json']!
    assert.deepEqual(schema, { $ref: '#/components/schemas/JsonPatch' })
    assert.deepEqual(Object.keys(example[0]!), ['op', 'path', 'value'])
    const { items } = document.components.schemas['JsonPatch'] as { items: { properties: { op: object } } }
    const all = ['add', 'remove', 'replace', 'move', 'copy', 'test']
    assert.deepEqual(items.properties.op, { type: 'string', enum: all })
    assert.ok(codesOf('updateTodo', 409).includes('TEST_FAILED'))
    const refused = resolve(find('updateTodo').responses![415]!)['headers'] as object
    assert.ok('Accept-Patch' in refused)
  })

  test('a new row is JSON', () => assert.deepEqual(contentOf('createTodo'), ['application/json']))

  const statuses = [
    ['replaceStore', ['200', '201', '204']],
    ['replaceTodo', ['200', '204']],
    ['createTodo', ['201']],
    ['deleteTodo', ['204']],
    ['archiveTodo', ['204']],
    ['labelTodo', ['200']],
    ['getTodo', ['200', '304']],
  ] as const
  for (const [operationId, expected] of statuses) {
    test(`${operationId} answers ${expected.join(' or ')}`, () => {
      const good = Object.keys(find(operationId).responses!).filter((status) => Number(status) < 400)
      assert.deepEqual(good, expected)
    })
  }

  test('the id of a user may be me', () => {
    const [parameter] = document.paths['/api/v1/users/{id}']!.parameters!
    assert.deepEqual((parameter!['schema'] as { anyOf: OpenApiObject[] }).anyOf[1]!['const'], 'me')
  })

  test('a schema of another library refers into its own component', () => {
    const { within } = document.components.schemas['LabelTodoInput']!.properties!
    assert.deepEqual(within, { $ref: '#/components/schemas/LabelTodoInput' })
  })
})

describe('names of components', () => {
  test('companies are Company', () => assert.ok(namesFor('companies').includes('Company')))

  test('a resource takes no name that is taken', () => {
    const schemas = namesFor('problems', 'todos', 'todo', 'todoParts')
    for (const name of ['Problem', 'Problems', 'Todo', 'TodoResource', 'TodoParts'])
      assert.ok(schemas.includes(name), name)
  })
})

describe('endpoints', () => {
  const describeOne = (more: Partial<Endpoint>) => createRichDocument({ endpoints: [endpoint(more)] }).paths

  test('endpoints stand beside the prefix', () => assert.ok(describeOne({})['/auth/whoami']!.get))

  const securities = [
    ['required', [{ bearer: [] }]],
    ['optional', [{}, { bearer: [] }]],
    ['none', []],
  ] as const
  for (const [authentication, security] of securities) {
    test(`authentication ${authentication} is told`, () => {
      assert.deepEqual(describeOne({ authentication })['/auth/whoami']!.get!['security'], security)
    })
  }

  test('an endpoint without a description is not shown', () => {
    const { operation: _, ...silent } = endpoint({})
    assert.equal(createRichDocument({ endpoints: [silent] }).paths['/auth/whoami'], undefined)
  })

  test('parameters of a path are described', () => {
    const { get } = describeOne({ path: '/files/{name}' })['/files/{name}']!
    assert.deepEqual(get!['parameters'], [
      { name: 'name', in: 'path', required: true, schema: { type: 'string' } },
    ])
  })
})
