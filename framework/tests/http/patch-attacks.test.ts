// Paths that nobody may write, in every form they can be written: each is refused, and nothing changes.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { ada, admin, faultsOf, makePaper } from './patched-papers.ts'

/** What must not be reached, as a path; what refuses it, for every operation that writes there. */
const targets: readonly (readonly [kind: string, paths: readonly string[]])[] = [
  ['hidden', ['/margin', '/margin/0', '/plan', '/plan/step', '/plan/-', '/plan/new']],
  ['read-only', ['/views', '/views/x', '/log', '/log/by', '/log/lines/0', '/log/lines/-', '/ownerId']],
  ['system', ['/id', '/createdAt', '/updatedAt', '/id/0', '/version', '/_version', '/etag']],
  ['computed', ['/label', '/label/0']],
  ['relation', ['/owner', '/owner/name', '/owner/id', '/owners', '/papers', '/papers/0']],
  ['never shown, inside', ['/vault/a', '/pin/0', '/password/0', '/hint/x', '/password/hash', '/vault/-']],
  ['another secret', ['/passwordHash', '/secret', '/_secret', '/password~1hash', '/password~0']],
  [
    'prototype',
    [
      '/__proto__',
      '/__proto__/x',
      '/constructor',
      '/constructor/prototype',
      '/constructor/prototype/x',
      '/prototype/x',
      '/doc/__proto__',
      '/doc/__proto__/x',
      '/doc/constructor/prototype/x',
      '/doc/a/__proto__/x',
      '/tags/__proto__/x',
      '/tags/constructor/prototype/0',
      '/title/constructor/prototype/x',
      '/title/__proto__/x',
    ],
  ],
  [
    'inherited',
    [
      '/toString',
      '/hasOwnProperty',
      '/valueOf/x',
      '/toString/call',
      '/__defineGetter__',
      '/doc/toString/x',
      '/tags/length/x',
    ],
  ],
  [
    'unknown',
    [
      '/',
      '//',
      '/ ',
      '/Title',
      '/TITLE',
      '/tit le',
      '/title/',
      '/title ',
      '/nope',
      '/0',
      '/-',
      '/-1',
      '/00',
      '/ｔitle',
      '/tıtle',
      '/titl\u0435',
      '/title\u0000',
      '/t%69tle',
      '/\ud800',
      '/💥',
    ],
  ],
  ['escaped', ['/views~0', '/~0views', '/~1views', '/views~1', '/doc~1a', '/~01', '/~00', '/~1~1']],
  [
    'beyond a list',
    [
      '/tags/9',
      '/tags/-1',
      '/tags/01',
      '/tags/1e0',
      '/tags/1.0',
      '/tags/+1',
      '/tags/ 1',
      '/tags/0x1',
      '/tags/1n',
      '/tags/NaN',
      '/tags/Infinity',
      '/tags/9007199254740993',
      '/tags/99999999999999999999999',
      '/tags/१',
      '/tags/length',
      '/tags/0/0',
      '/tags/-/0',
      '/tags/',
      '/doc/list/0/0/0/0',
    ],
  ],
  ['no place', ['/doc/none/deep', '/doc/a/0', '/doc/a/b', '/count/0', '/note/0', '/shape/width']],
  [
    'malformed',
    ['title', '#/title', 'title/', '/title~', '/title~2', '/~x', '~1title', '$.title', ' /title'],
  ],
  ['no text', [null, 0, true, [], ['title'], {}, { path: '/title' }] as unknown as string[]],
]

const values = ['x', 5, null, ['x'], { x: 1 }]

/** Every way of writing to a path, or of taking what it holds away. */
function* attacksOn(path: string): Generator<object> {
  for (const value of values) {
    yield { op: 'add', path, value }
    yield { op: 'replace', path, value }
  }
  yield { op: 'remove', path }
  yield { op: 'copy', from: '/title', path }
  yield { op: 'move', from: '/note', path }
  yield { op: 'move', from: path, path: '/note' }
}

const harmless = { op: 'replace', path: '/count', value: 99 }
const paper = await makePaper({
  title: 'Attacked',
  note: 'n',
  tags: ['a', 'b'],
  doc: { a: 'x', list: [[0]] },
  pin: '1234',
  password: 'correct horse battery',
  vault: { a: 1 },
})

describe('a path', () => {
  for (const [kind, paths] of targets) {
    for (const path of paths) {
      it(`is out of reach, ${kind}: ${JSON.stringify(path)}`, async () => {
        for (const attack of attacksOn(path)) {
          // Wherever it stands among good operations.
          for (const body of [[attack], [harmless, attack, harmless]]) {
            const answer = await paper.patch(body)
            assert.equal(answer.status, 422, `${JSON.stringify(attack)}: ${answer.text}`)
            const at = body.indexOf(attack)
            assert.ok(
              faultsOf(answer).every((fault) => fault.startsWith(`/${at}/`)),
              answer.text,
            )
          }
        }
        await paper.isUnchanged()
      })
    }
  }
  it('out of reach pollutes no prototype', () => {
    for (const name of ['x', '0', 'prototype', 'deep']) {
      assert.equal(({} as Record<string, unknown>)[name], undefined)
      assert.equal(([] as unknown as Record<string, unknown>)[name], undefined)
    }
  })
})

describe('what the caller does not see', () => {
  const probes: readonly (readonly [path: string, value: unknown])[] = [
    ['/margin', 'secret margin'],
    ['/plan', { step: 1 }],
    ['/plan/step', 1],
    ['/vault', { a: 1 }],
    ['/vault/a', 1],
    ['/pin', '1234'],
    ['/password/hash', 'x'],
  ]
  for (const [path, value] of probes) {
    it(`cannot be guessed by a test of ${path}`, async () => {
      const right = await paper.patch([{ op: 'test', path, value }])
      const wrong = await paper.patch([{ op: 'test', path, value: 'wrong' }])
      assert.equal(right.status, 422)
      assert.deepEqual([right.status, faultsOf(right)], [wrong.status, faultsOf(wrong)])
    })
    it(`cannot be copied or moved from ${path}`, async () => {
      for (const op of ['copy', 'move']) {
        const answer = await paper.patch([{ op, from: path, path: '/doc' }])
        assert.equal(answer.status, 422)
        assert.match(faultsOf(answer)[0]!, /^\/0\/from (unknown_member|not_shown)$/)
      }
      await paper.isUnchanged()
    })
  }
  it('looks like what is not there', async () => {
    const [hidden, absent] = await Promise.all(
      ['/margin', '/nothing'].map((path) => paper.patch([{ op: 'replace', path, value: 'x' }])),
    )
    const withoutId = (body: object) => ({ ...body, requestId: undefined })
    assert.deepEqual(withoutId(hidden!.body), withoutId(absent!.body))
  })
  it('is not in the row that is tested or copied whole', async () => {
    const { body } = await paper.read(ada)
    assert.equal(
      (await paper.patch([{ op: 'test', path: '', value: (await paper.read(admin)).body }])).status,
      409,
    )
    const copied = await makePaper()
    const answer = await copied.patch([{ op: 'copy', from: '', path: '/doc' }])
    assert.deepEqual(Object.keys(answer.body['doc'] as object), Object.keys(body))
  })
})

describe('values', () => {
  it('named __proto__ are refused, or kept as they are', async () => {
    const own = '{"__proto__":{"polluted":1}}'
    const attack = await paper.patch(`[{"op":"add","path":"/doc/x","value":${own}}]`)
    assert.deepEqual([attack.status, ...faultsOf(attack)], [422, '/0/value unknown_member'])
    const other = await makePaper()
    const merged = await other.merge(`{"doc":${own}}`)
    assert.equal(merged.status, 200)
    assert.match(merged.text, /"doc":\{"__proto__":\{"polluted":1\}\}/)
    const copied = await other.patch([{ op: 'copy', from: '/doc', path: '/shape' }])
    assert.deepEqual([copied.status, ...faultsOf(copied)], [422, '/0/from unknown_member'])
    assert.equal(({} as Record<string, unknown>)['polluted'], undefined)
  })
})
