import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { anyone } from '../../../src/declaration/policy/rule.ts'
import { hasMany, manyToMany } from '../../../src/declaration/resource/relation.ts'
import { field } from '../../../src/declaration/schema/field.ts'
import { declare, foundOf, toFaults, type FaultRow } from './faults.ts'

const name = field.text()
const users = declare({ fields: { name, password: field.secret() } }, 'users')
const counted = declare({ fields: { name }, id: 'integer' }, 'users')
const todos = declare({
  fields: { name, ownerId: field.reference('users'), userId: field.reference('tags') },
})
const tags = declare({ fields: { name } }, 'tags')
const linksTo = (target: string, through: string, fields = {}) =>
  declare({ fields: { name }, relations: { others: manyToMany(target, { through, fields }) } }, 'users')

const linksOf = (matching: readonly string[], more: object = {}) =>
  declare(
    {
      fields: { name, kind: field.text() },
      relations: { tags: manyToMany('tags', { through: 'usersTags', matching }) },
      ...more,
    },
    'users',
  )
const linkedTags = (relations: object = {}, kind: object = field.text()) =>
  declare({ fields: { name, kind }, relations }, 'tags')

const rows: readonly FaultRow[] = [
  ...['colour', 'id', 'createdAt'].map((missing): FaultRow => [
    `links of rows equal in ${missing}, which both do not have`,
    [linksOf(['kind', missing]), linkedTags()],
    [
      'users.relations.tags.matching',
      `${missing} is no field that users and tags both have`,
      'name fields of the same kind in both',
    ],
  ]),
  [
    'links of rows equal in fields of two kinds',
    [linksOf(['kind']), linkedTags({}, field.integer())],
    [
      'users.relations.tags.matching',
      'kind is no field that users and tags both have',
      'name fields of the same kind in both',
    ],
  ],
  [
    'links whose sides demand different things',
    [linksOf(['kind']), linkedTags({ users: manyToMany('users', { through: 'usersTags' }) })],
    ...(['users.relations.tags', 'tags.relations.users'] as const).map(
      (path) =>
        [
          `${path}.matching`,
          'is not that of the other side of usersTags',
          'declare the same fields on both sides',
        ] as const,
    ),
  ],
  [
    'a reference to no resource',
    [declare({ fields: { ownerId: field.owner('people') } }), users],
    [
      'todos.fields.ownerId',
      'names the resource people, which the API does not have',
      'add it to the resources of the API, or name one of todos, users',
    ],
  ],
  [
    'many rows of no resource',
    declare({ relations: { parts: hasMany('parts', 'todoId') } }),
    [
      'todos.relations.parts',
      'names the resource parts, which the API does not have',
      'add it to the resources of the API, or name one of todos',
    ],
  ],
  [
    'links to no resource',
    declare({ relations: { tags: manyToMany('tags', { through: 'todosTags' }) } }),
    [
      'todos.relations.tags',
      'names the resource tags, which the API does not have',
      'add it to the resources of the API, or name one of todos',
    ],
  ],
  ...['name', 'userId', 'color', 'id'].map((reference): FaultRow => [
    `many rows by ${reference}, which is no reference here`,
    [declare({ fields: { name }, relations: { todos: hasMany('todos', reference) } }, 'users'), todos, tags],
    [
      'users.relations.todos',
      `todos.${reference} is no reference to users`,
      `declare ${reference}: field.reference('users') in todos`,
    ],
  ]),
  [
    'links with itself',
    linksTo('users', 'friends'),
    [
      'users.relations.others',
      'links a resource with itself',
      'declare a resource of links with two references',
    ],
  ],
  [
    'links kept in a resource without the references',
    [linksTo('tags', 'labels'), tags, declare({ fields: { name } }, 'labels')],
    [
      'users.relations.others.through',
      'labels has no references userId and tagId to users and tags',
      'give the table of links, and each of its fields, a name of its own',
    ],
  ],
  [
    'one table for links of two kinds',
    [
      linksTo('tags', 'links2'),
      tags,
      declare({ fields: { name }, relations: { tags: manyToMany('tags', { through: 'links2' }) } }),
    ],
    [
      'todos.relations.tags.through',
      'links2 has no references todoId and tagId to todos and tags',
      'give the table of links, and each of its fields, a name of its own',
    ],
  ],
  [
    'links whose fields only one side declares',
    [
      linksTo('tags', 'usersTags', { weight: field.integer() }),
      declare(
        { fields: { name }, relations: { users: manyToMany('users', { through: 'usersTags' }) } },
        'tags',
      ),
    ],
    [
      'tags.relations.users.fields',
      'are not those of the other side of usersTags',
      'declare the same fields on both sides',
    ],
  ],
  [
    'links whose field is of another kind on the other side',
    [
      linksTo('tags', 'usersTags', { weight: field.integer() }),
      declare(
        {
          fields: { name },
          relations: {
            users: manyToMany('users', { through: 'usersTags', fields: { weight: field.number() } }),
          },
        },
        'tags',
      ),
    ],
    [
      'tags.relations.users.fields',
      'are not those of the other side of usersTags',
      'declare the same fields on both sides',
    ],
  ],
  [
    'links with a field of the name of an end',
    [linksTo('tags', 'usersTags', { tagId: name }), tags],
    [
      'users.relations.others.through',
      'usersTags has no references userId and tagId to users and tags',
      'give the table of links, and each of its fields, a name of its own',
    ],
  ],
  [
    'links with a wrong field',
    [linksTo('tags', 'usersTags', { weight: field.integer().min(3).max(2) }), tags],
    ['users.relations.others.fields.weight', 'has a min greater than its max', 'swap them, or set both'],
  ],
  [
    'links with a reference to no resource',
    [linksTo('tags', 'usersTags', { colorId: field.reference('colors') }), tags],
    [
      'users.relations.others.fields.colorId',
      'names the resource colors, which the API does not have',
      'add it to the resources of the API',
    ],
  ],
  [
    'a reference with another kind of id',
    [todos, counted, tags],
    [
      'todos.fields.ownerId',
      'takes another kind of id than users has',
      "write field.reference('users', { id: 'integer' })",
    ],
  ],
  [
    'an expansion of no relation',
    [declare({ fields: { ownerId: field.reference('users') }, expand: ['ownerId'] }), users],
    ['todos.expand', 'ownerId is no relation', 'name one of owner'],
  ],
  [
    'an expansion where there are no relations',
    declare({ expand: ['owner'] }),
    ['todos.expand', 'owner is no relation', 'name one of the relations you declare'],
  ],
  [
    'a summary of no field',
    declare({ summary: { fields: ['id', 'color'], access: anyone() } }),
    ['todos.summary', 'color is no field', 'name declared fields'],
  ],
  [
    'a summary of a secret',
    declare({
      fields: { name, password: field.secret() },
      summary: { fields: ['password'], access: anyone() },
    }),
    ['todos.summary', 'password is write-only, and would be revealed', 'remove it'],
  ],
  [
    'uniqueness in no field',
    declare({ unique: [['task', 'color']] }),
    ['todos.unique', 'color is no field', 'name declared fields'],
  ],
  [
    'uniqueness in nothing',
    declare({ unique: [[]] }),
    ['todos.unique', 'an empty group has no fields', 'name declared fields'],
  ],
]

describe('relations that are refused at start', () => {
  for (const row of rows) it(row[0], () => assert.deepEqual(foundOf(row), toFaults(row)))
})

describe('relations that are taken', () => {
  const weight = field.integer()
  const taken: readonly FaultRow[] = [
    ['links of rows that are equal', [linksOf(['name', 'kind']), linkedTags()]],
    ['references and their many rows', [todos, users, tags]],
    ['links declared by one side', [linksTo('tags', 'usersTags', { weight }), tags]],
    [
      'links declared by both sides alike',
      [
        linksTo('tags', 'usersTags', { weight }),
        declare(
          {
            fields: { name },
            relations: { users: manyToMany('users', { through: 'usersTags', fields: { weight } }) },
          },
          'tags',
        ),
      ],
    ],
    [
      'links kept in a resource with the references',
      [
        linksTo('tags', 'labels'),
        tags,
        declare(
          { fields: { userId: field.reference('users'), tagId: field.reference('tags'), name } },
          'labels',
        ),
      ],
    ],
    [
      'links with a reference of their own',
      [linksTo('tags', 'usersTags', { byId: field.owner('users') }), tags],
    ],
    [
      'a resource that refers to itself',
      declare({
        fields: { parentId: field.reference('todos') },
        relations: { children: hasMany('todos', 'parentId') },
        expand: ['parent', 'children'],
      }),
    ],
    [
      'counted ids by their kind',
      [declare({ fields: { aId: field.reference('users', { id: 'integer' }) } }), counted],
    ],
  ]
  for (const row of taken) it(row[0], () => assert.deepEqual(foundOf(row), []))
})
