import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { anyone, hasRole, isOwner, signedIn } from '../../src/declaration/policy/rule.ts'
import { createModels } from '../../src/declaration/resource/registry.ts'
import { hasMany } from '../../src/declaration/resource/relation.ts'
import { resource, type AnyResource } from '../../src/declaration/resource/resource.ts'
import { field, type AnyField, type FieldDefinition } from '../../src/declaration/schema/field.ts'

const users = resource('users', { fields: { name: field.text() } })
const modelOf = (declared: AnyResource, ...others: readonly AnyResource[]) =>
  createModels([declared, ...others]).get(declared.name)!

describe('a declared resource', () => {
  const options = { fields: { task: field.text() }, filter: ['task'] as const }
  const todos = resource('todos', options).action('move', { run: ({ row }) => row })

  const changes: readonly (readonly [what: string, target: object, key: string])[] = [
    ['the resource', todos, 'name'],
    ['its definition', todos.definition, 'actions'],
    ['its options', todos.definition.options, 'fields'],
    ['its fields', todos.definition.options.fields, 'task'],
    ['the list of its actions', todos.definition.actions, 'length'],
    ['an action', todos.definition.actions[0]!, 'run'],
    ['a field', todos.definition.options.fields['task']!.definition, 'kind'],
  ]
  for (const [what, target, key] of changes) {
    it(`cannot be changed: ${what}`, () => {
      assert.equal(Reflect.set(target, key, null), false)
      assert.equal(Reflect.set(target, 'more', null), false)
      assert.equal(Reflect.deleteProperty(target, key), false)
    })
  }
  it('does not change with the literal it was made from', () => {
    const given = { fields: { task: field.text() }, description: 'before' }
    const made = resource('todos', given)
    given.description = 'after'
    Object.assign(given.fields, { more: field.text() })
    assert.equal(made.definition.options.description, 'before')
    assert.deepEqual(Object.keys(made.definition.options.fields), ['task'])
  })
  it('stays as it was when more is declared', () => {
    const before = todos.definition.actions.length
    const more = todos
      .action('again', { run: ({ row }) => row })
      .operation('export', { run: ({ row }) => row })
      .computed('shout', field.text(), ({ task }) => task)
      .check('create', () => {})
      .before('update', () => {})
      .after('delete', () => {})
    assert.equal(todos.definition.actions.length, before)
    assert.deepEqual([todos.definition.computed, todos.definition.hooks], [[], []])
    assert.deepEqual(
      more.definition.actions.map(({ name, later }) => [name, later]),
      [
        ['move', false],
        ['again', false],
        ['export', true],
      ],
    )
    assert.deepEqual(
      more.definition.hooks.map(({ moment, verb }) => `${moment} ${verb}`),
      ['check create', 'before update', 'after delete'],
    )
  })
  it('may be declared in several directions', () => {
    const left = todos.action('left', { run: ({ row }) => row })
    const right = todos.action('right', { run: ({ row }) => row })
    assert.deepEqual(
      [left, right].map(({ definition }) => definition.actions.map(({ name }) => name)),
      [
        ['move', 'left'],
        ['move', 'right'],
      ],
    )
  })
})

describe('a modifier of a field', () => {
  it('makes another field', () => {
    const plain = field.text()
    const short = plain.max(3)
    assert.equal(plain.definition.max, undefined)
    assert.equal(short.definition.max, 3)
    assert.equal(short.optional().definition.max, 3)
  })
  const text = field.text().definition
  const reference = {
    ...text,
    kind: 'reference',
    target: 'users',
    targetId: 'uuid',
    indexed: true,
    onDelete: 'restrict',
  } as const
  const modifiers: readonly (readonly [name: string, made: AnyField, definition: FieldDefinition])[] = [
    ['optional', field.text().optional(), { ...text, optional: true }],
    ['a default', field.text().default('x'), { ...text, hasDefault: true, default: 'x' }],
    [
      'a default of nothing',
      field.text().optional().default(null),
      { ...text, optional: true, hasDefault: true, default: null },
    ],
    ['readOnly', field.text().readOnly(), { ...text, readOnly: true }],
    ['writeOnly', field.text().writeOnly(), { ...text, writeOnly: true }],
    ['transient', field.text().transient(), { ...text, transient: true, writeOnly: true, optional: true }],
    ['unique', field.text().unique(), { ...text, unique: true }],
    ['indexed', field.text().indexed(), { ...text, indexed: true }],
    ['describe', field.text().describe('x'), { ...text, description: 'x' }],
    ['example', field.text().example('x'), { ...text, example: 'x' }],
    ['deprecated', field.text().deprecated(), { ...text, deprecated: {} }],
    ['visible', field.text().visible(anyone()), { ...text, visible: { rule: 'anyone' } }],
    ['writable', field.text().writable(anyone()), { ...text, writable: { rule: 'anyone' } }],
    ['multiline', field.text().multiline(), { ...text, multiline: true }],
    ['ignoreCase', field.text().ignoreCase(), { ...text, ignoreCase: true }],
    ['reference', field.reference('users'), reference],
    ['owner', field.owner('users'), { ...reference, owner: true, readOnly: true }],
    [
      'reference with options',
      field.reference('users', { id: 'text', onDelete: 'cascade' }),
      { ...reference, targetId: 'text', onDelete: 'cascade' },
    ],
  ]
  for (const [name, made, definition] of modifiers) {
    it(`${name} says just that`, () => assert.deepEqual(made.definition, definition))
  }
})

describe('what a resource does not say', () => {
  const model = modelOf(resource('todos', { fields: { task: field.text() } }))
  it('nobody may do anything', () => {
    for (const rule of Object.values(model.access)) assert.deepEqual(rule, { rule: 'nobody' })
  })
  const defaults: readonly (readonly [what: string, value: unknown, expected: unknown])[] = [
    ['nothing can be filtered by', [...model.filter], []],
    ['nothing can be sorted by', [...model.sort], []],
    ['nothing can be searched', model.search, []],
    ['nothing can be expanded', [...model.expand], []],
    ['pages have 20 rows, at most 100', model.limits, { pageSize: 20, maxPageSize: 100, bulk: 1000 }],
    ['caches ask before they answer', model.cache.read, 'private, no-cache'],
    ['PUT makes no rows', model.upsert, false],
    ['If-Match is optional', model.ifMatch, 'optional'],
    ['unknown members are refused', model.unknown, 'refuse'],
    ['ids are UUIDs', model.idKind, 'uuid'],
    ['there is no summary', model.summary, undefined],
    ['it has an address', model.internal, false],
  ]
  for (const [what, value, expected] of defaults) it(what, () => assert.deepEqual(value, expected))
})

describe('access', () => {
  const rulesOf = (access: object) =>
    Object.fromEntries(
      Object.entries(
        modelOf(
          resource('todos', { fields: { task: field.text(), ownerId: field.owner('users') }, access }),
          users,
        ).access,
      ).map(([verb, { rule }]) => [verb, rule]),
    )
  const each = (rule: string) => ({ list: rule, read: rule, create: rule, update: rule, delete: rule })
  const rows: readonly (readonly [title: string, access: object, rules: object])[] = [
    ['one rule is for every verb', isOwner('ownerId'), each('owner')],
    [
      'verbs without a rule are for nobody',
      { create: signedIn() },
      { ...each('nobody'), create: 'signedIn' },
    ],
    ['who may read may list', { read: anyone() }, { ...each('nobody'), read: 'anyone', list: 'anyone' }],
    [
      'lists may have a rule of their own',
      { read: anyone(), list: hasRole('admin') },
      { ...each('nobody'), read: 'anyone', list: 'role' },
    ],
    ['who may list may not read', { list: anyone() }, { ...each('nobody'), list: 'anyone' }],
    ['an empty object is for nobody', {}, each('nobody')],
  ]
  for (const [title, access, rules] of rows) it(title, () => assert.deepEqual(rulesOf(access), rules))
})

describe('the properties of rows', () => {
  const model = modelOf(
    resource('todos', {
      fields: { task: field.text(), hint: field.text().transient(), ownerId: field.owner('users') },
      relations: { parts: hasMany('parts', 'todoId') },
    }).computed('shout', field.text(), ({ task }) => task.toUpperCase()),
    users,
    resource('parts', { fields: { todoId: field.reference('todos') } }),
  )
  it('stand in the order of their declaration', () => {
    assert.deepEqual([...model.properties.keys()], ['id', 'task', 'ownerId', 'createdAt', 'updatedAt'])
  })
  it('of the framework are read-only', () => {
    const system = [...model.properties.values()].filter(({ system: isSystem }) => isSystem)
    assert.deepEqual(
      system.map(({ name, definition }) => [name, definition.readOnly]),
      [
        ['id', true],
        ['createdAt', true],
        ['updatedAt', true],
      ],
    )
  })
  it('that are forgotten stand apart', () => assert.deepEqual([...model.transient.keys()], ['hint']))
  it('that are computed stand apart', () => {
    assert.deepEqual(
      model.computed.map(({ name }) => name),
      ['shout'],
    )
  })
  const ids = [
    ['uuid', 'uuid', true],
    ['integer', 'integer', true],
    ['text', 'text', false],
  ] as const
  for (const [id, column, readOnly] of ids) {
    it(`have an id of the kind ${id}`, () => {
      const { kind, definition } = modelOf(resource('todos', { fields: {}, id })).properties.get('id')!
      assert.deepEqual([kind.column, definition.readOnly], [column, readOnly])
    })
  }
})

describe('actions', () => {
  const { actions } = modelOf(
    resource('todos', { fields: { task: field.text() } })
      .action('move', { run: ({ row }) => row })
      .action('clear', { on: 'collection', status: 204, summary: 'Clears.', run: () => {} })
      .operation('export', { attempts: 5, timeout: '1h', run: ({ row }) => row }),
  )
  it('stand under a row and answer 200 with it', () => {
    const { on, status, later, input, output, access } = actions.get('move')!
    assert.deepEqual(
      [on, status, later, input, output, access],
      ['row', 200, false, undefined, undefined, undefined],
    )
  })
  it('may say otherwise', () => {
    const { on, status, summary } = actions.get('clear')!
    assert.deepEqual([on, status, summary], ['collection', 204, 'Clears.'])
  })
  it('may run later', () => {
    const { later, attempts, timeout } = actions.get('export')!
    assert.deepEqual([later, attempts, timeout], [true, 5, '1h'])
  })
})
