import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  allOf,
  anyOf,
  anyone,
  hasRole,
  nobody,
  not,
  signedIn,
  type Rule,
} from '../../src/declaration/policy/rule.ts'
import { createModels } from '../../src/declaration/resource/registry.ts'
import { resource } from '../../src/declaration/resource/resource.ts'
import { verbsOf } from '../../src/declaration/resource/verb.ts'
import { field } from '../../src/declaration/schema/field.ts'

const fields = { task: field.text() }
const routesOf = (declared: ReturnType<typeof declare>) => verbsOf(createModels([declared]).get('todos')!)
const declare = (access?: Rule | object) =>
  resource('todos', { fields, ...(access !== undefined && { access }) })
const linesOf = (declared: ReturnType<typeof declare>) =>
  routesOf(declared).map(({ method, path, scope }) => `${method} ${path} ${scope}`)

const lists = ['GET /todos todos:read', 'QUERY /todos todos:read']
const collection = [...lists, 'POST /todos todos:write']
const row = [
  'GET /todos/{id} todos:read',
  'PUT /todos/{id} todos:write',
  'PATCH /todos/{id} todos:write',
  'DELETE /todos/{id} todos:write',
]

describe('the verbs of a resource', () => {
  const rows: readonly (readonly [
    title: string,
    access: Rule | object | undefined,
    lines: readonly string[],
  ])[] = [
    ['are none where nobody may do anything', undefined, []],
    ['are all where somebody may', signedIn(), [...collection, ...row]],
    ['are those that have a rule', { read: anyone() }, [...lists, row[0]!]],
    ['read alone where nobody lists', { read: anyone(), list: nobody() }, [row[0]!]],
    ['lists need reads', { list: anyone() }, []],
    ['update is PUT and PATCH', { update: anyone() }, [row[1]!, row[2]!]],
    ['create', { create: hasRole('admin') }, [collection[2]!]],
    ['delete', { delete: hasRole('admin') }, [row[3]!]],
    [
      'nobody, however it is said',
      { create: anyOf(), update: allOf(signedIn(), nobody()), delete: not(anyone()) },
      [],
    ],
    ['nobody among others is left out', { create: anyOf(nobody(), signedIn()) }, [collection[2]!]],
    [
      'nobody at all among others',
      { create: anyOf(nobody(), allOf(nobody())), delete: not(nobody()) },
      [row[3]!],
    ],
  ]
  for (const [title, access, lines] of rows)
    it(title, () => assert.deepEqual(linesOf(declare(access)), lines))

  it('narrow lists by the rule of reads', () => {
    const [list] = routesOf(declare({ read: signedIn(), list: hasRole('admin') }))
    assert.deepEqual(list?.rule, allOf(hasRole('admin'), signedIn()).node)
  })
  it('are none of what the framework keeps for itself', () => {
    const internal = declare(anyone())
    assert.deepEqual(verbsOf(createModels([], [internal]).get('todos')!), [])
  })
})

describe('actions as verbs', () => {
  const run = (context: { readonly row: unknown }) => context.row
  const rows = [
    ['take the rule of update', { update: signedIn() }, {}, 'POST /todos/{id}/move', signedIn()],
    [
      'on the collection take that of create',
      { create: signedIn() },
      { on: 'collection' },
      'POST /todos/move',
      signedIn(),
    ],
    ['may have their own', {}, { access: hasRole('admin') }, 'POST /todos/{id}/move', hasRole('admin')],
    ['are none where nobody may', { update: nobody(), create: signedIn() }, {}, undefined, undefined],
    ['may be for nobody', { update: signedIn() }, { access: nobody() }, undefined, undefined],
  ] as const
  for (const [title, access, options, line, rule] of rows) {
    it(title, () => {
      const found = routesOf(declare(access).action('move', { run, ...options } as never)).find(
        ({ verb }) => verb === 'action',
      )
      assert.equal(found && `${found.method} ${found.path}`, line)
      assert.deepEqual(found?.rule, rule?.node)
    })
  }
  it('that run later have no route yet', () => {
    assert.deepEqual(linesOf(declare({ update: anyone() }).operation('export', { run } as never)), [
      row[1],
      row[2],
    ])
  })
  it('stand in the order of their declaration, after the verbs', () => {
    const declared = declare(anyone())
      .action('b', { run } as never)
      .action('a', { run } as never)
    assert.deepEqual(
      routesOf(declared).map(({ verb, action }) => action?.name ?? verb),
      ['list', 'list', 'create', 'read', 'replace', 'update', 'delete', 'b', 'a'],
    )
  })
})
