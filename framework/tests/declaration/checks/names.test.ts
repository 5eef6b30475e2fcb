import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { hasMany, manyToMany } from '../../../src/declaration/resource/relation.ts'
import { field } from '../../../src/declaration/schema/field.ts'
import { declare, foundOf, toFaults, type FaultRow } from './faults.ts'

const text = field.text()
const run = (): never => undefined as never
const plain = declare()
const users = declare({ fields: { name: text } }, 'users')

const form = ['is not a name', 'write camelCase letters and digits, at most 60'] as const
const reserved = ['is a reserved name', 'choose another name'] as const
const twice = [
  'stands twice among the fields, computed properties, relations or actions',
  'rename one of them',
] as const
const inCase = (other: string) =>
  [
    `differs from ${other} in case only`,
    'rename one of them: databases do not tell such names apart',
  ] as const

const members = ['id', 'createdAt', 'updatedAt', 'version', 'links']
const ofWhere = ['and', 'or', 'not']
const ofObjects = ['constructor', 'prototype', 'toString', 'valueOf', 'hasOwnProperty', 'isPrototypeOf']
const reservedNames = [...members, ...ofWhere, ...ofObjects]

const rows: readonly FaultRow[] = [
  ...['', 'to dos', 'to-dos', 'to_dos', 'Todos', '2dos', 'tödos', 'a'.repeat(61), '"; DROP TABLE x; --'].map(
    (name): FaultRow => [`a resource named ${JSON.stringify(name)}`, declare({}, name), [name, ...form]],
  ),
  ...['due at', 'Due', '_due', '$due', 'due"', 'dué', 'a'.repeat(61)].map((name): FaultRow => [
    `a field named ${JSON.stringify(name)}`,
    declare({ fields: { [name]: text } }),
    [`todos.fields.${name}`, ...form],
  ]),
  [
    'a field named __proto__',
    declare({
      fields: JSON.parse('{"__proto__":null}', (key, value) => (key === '' ? value : text)) as object,
    }),
    ['todos.fields.__proto__', ...form],
    ['todos.fields.__proto__', ...reserved],
  ],
  ...reservedNames.map((name): FaultRow => [
    `a field with the reserved name ${name}`,
    declare({ fields: { [name]: text } }),
    [`todos.fields.${name}`, ...reserved],
  ]),
  [
    'a computed property with a wrong name',
    plain.computed('in words', text, run),
    ['todos.computed.in words', ...form],
  ],
  ['a computed property named id', plain.computed('id', text, run), ['todos.computed.id', ...reserved]],
  [
    'a relation with a wrong name',
    [declare({ relations: { 'my users': manyToMany('users', { through: 'todosUsers' }) } }), users],
    ['todos.relations.my users', ...form],
  ],
  [
    'a relation with a reserved name',
    [declare({ relations: { links: manyToMany('users', { through: 'todosUsers' }) } }), users],
    ['todos.relations.links', ...reserved],
  ],
  [
    'a reference whose relation has a reserved name',
    [declare({ fields: { linksId: field.reference('users') } }), users],
    ['todos.fields.linksId', ...reserved],
  ],
  [
    'a table of links with a wrong name',
    [declare({ relations: { users: manyToMany('users', { through: 'todos_users' }) } }), users],
    ['todos.relations.users.through', ...form],
  ],
  ['an action with a wrong name', plain.action('do-it', { run }), ['todos.actions.do-it', ...form]],
  ...['list', 'get', 'create', 'replace', 'update', 'delete'].map((name): FaultRow => [
    `an action named ${name}`,
    plain.action(name, { run }),
    [
      `todos.actions.${name}`,
      'has the name of a verb, which clients could no longer call',
      'name the action after what it does beyond the verbs',
    ],
  ]),
  [
    'an input with a reserved name',
    plain.action('move', { input: { toString: text }, run }),
    ['todos.actions.move.input.toString', ...reserved],
  ],
  [
    'two actions of one name',
    plain.action('move', { run }).action('move', { run }),
    ['todos.actions.move', ...twice],
  ],
  [
    'an action and an operation of one name',
    plain.action('move', { run }).operation('move', { run }),
    ['todos.actions.move', ...twice],
  ],
  [
    'a computed property with the name of a field',
    plain.computed('task', text, run),
    ['todos.fields.task', ...twice],
  ],
  [
    'a relation with the name of a field',
    [
      declare({ relations: { task: hasMany('parts', 'todoId') } }),
      declare({ fields: { todoId: field.reference('todos') } }, 'parts'),
    ],
    ['todos.fields.task', ...twice],
  ],
  [
    'a field with the name of a reference’s relation',
    [declare({ fields: { owner: text, ownerId: field.reference('users') } }), users],
    ['todos.fields.owner', ...twice],
  ],
  [
    'fields that differ in case only',
    declare({ fields: { userName: text, username: text } }),
    ['todos.fields.username', ...inCase('userName')],
  ],
  [
    'fields of which one is not camelCase either',
    declare({ fields: { Name: text, name: text } }),
    ['todos.fields.Name', ...form],
    ['todos.fields.name', ...inCase('Name')],
  ],
  [
    'a field that differs from a system field in case only',
    declare({ fields: { createdat: text, iD: text, verSion: text } }),
    ['todos.fields.createdat', ...inCase('createdAt')],
    ['todos.fields.iD', ...inCase('id')],
    ['todos.fields.verSion', ...inCase('version')],
  ],
  [
    'a computed property that differs from a field in case only',
    plain.computed('taSk', text, run),
    ['todos.fields.taSk', ...inCase('task')],
  ],
  [
    'actions that differ in case only',
    plain.action('moveTo', { run }).action('moveto', { run }),
    ['todos.actions.moveto', ...inCase('moveTo')],
  ],
  ['resources that differ in case only', [plain, declare({}, 'toDos')], ['toDos', ...inCase('todos')]],
  [
    'a table of links that differs from a resource in case only',
    [declare({ relations: { users: manyToMany('users', { through: 'toDos' }) } }), users],
    ['toDos', ...inCase('todos')],
  ],
  [
    'two resources of one name',
    [plain, declare()],
    ['todos', 'is the name of two resources', 'give one of them another name'],
  ],
  ...['limit', 'after', 'before', 'page', 'offset', 'sort', 'fields', 'expand', 'where', 'q', 'total'].map(
    (name): FaultRow => [
      `a filter named ${name}`,
      declare({ fields: { [name]: text }, filter: [name] }),
      [
        'todos.filter',
        `${name} is a parameter of every collection`,
        'rename the field, or do not filter by it',
      ],
    ],
  ),
]

describe('names that are refused at start', () => {
  for (const row of rows) it(row[0], () => assert.deepEqual(foundOf(row), toFaults(row)))
})

describe('names that are taken', () => {
  const taken: readonly FaultRow[] = [
    ['camelCase with digits', declare({ fields: { line2: text, aB: text } }, 'orders2')],
    ['sixty characters', declare({ fields: { ['a'.repeat(60)]: text } })],
    ['a parameter’s name on a field that is not filtered by', declare({ fields: { limit: text } })],
    ['an action with the name of a field', plain.action('task', { run })],
    ['words of SQL', declare({ fields: { select: text, from: text, order: text } }, 'table')],
  ]
  for (const row of taken) it(row[0], () => assert.deepEqual(foundOf(row), []))
})
