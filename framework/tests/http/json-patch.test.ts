// JSON Patch (RFC 6902) of a row: all or nothing, and the same validation, rules and hooks as any other write.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { mostOperations } from '../../src/protocol/patch/json-patch.ts'
import { ada, admin, faultsOf, makePaper, seen } from './patched-papers.ts'

const test = (path: string, value: unknown) => ({ op: 'test', path, value })
const replace = (path: string, value: unknown) => ({ op: 'replace', path, value })
const add = (path: string, value: unknown) => ({ op: 'add', path, value })
const remove = (path: string) => ({ op: 'remove', path })
const copy = (from: string, path: string) => ({ op: 'copy', from, path })
const move = (from: string, path: string) => ({ op: 'move', from, path })

describe('a patch', () => {
  const base = {
    title: 'One',
    note: 'n',
    tags: ['a', 'b'],
    doc: { list: [1, { x: null }], 'a/b': 1 },
    count: 3,
  }
  const done: [title: string, operations: object[], change: object][] = [
    ['of nothing', [], {}],
    ['of tests alone', [test('/title', 'One'), test('/id', undefined), test('', undefined)].slice(0, 1), {}],
    ['replaces members', [replace('/title', 'Two'), replace('/count', 4)], { title: 'Two', count: 4 }],
    ['adds over what is there', [add('/title', 'Two'), add('/note', 'm')], { title: 'Two', note: 'm' }],
    ['removes an optional member', [remove('/note')], { note: null }],
    ['removes it where it is empty', [remove('/shape')], {}],
    ['moves a member', [move('/note', '/title')], { title: 'n', note: null }],
    ['copies a member', [copy('/title', '/note')], { note: 'One' }],
    ['copies a read-only member', [copy('/views', '/count')], { count: 7 }],
    ['copies a computed member', [copy('/label', '/note')], { note: '<One>' }],
    ['copies a number it shows', [copy('/rate', '/count'), replace('/count', 2)], { count: 2 }],
    ['adds to a list', [add('/tags/-', 'c'), add('/tags/0', 'z')], { tags: ['z', 'a', 'b', 'c'] }],
    ['removes from a list', [remove('/tags/0'), remove('/tags/0')], { tags: [] }],
    [
      'writes deep into JSON',
      [add('/doc/list/1/y', 2), remove('/doc/list/1/x')],
      { doc: { list: [1, { y: 2 }], 'a/b': 1 } },
    ],
    [
      'writes to escaped names',
      [replace('/doc/a~1b', 2), add('/doc/m~0n', 3)],
      { doc: { list: [1, { x: null }], 'a/b': 2, 'm~n': 3 } },
    ],
    [
      'sees what came before',
      [replace('/title', 'Two'), test('/title', 'Two'), copy('/title', '/note'), test('/note', 'Two')],
      { title: 'Two', note: 'Two' },
    ],
    ['may pass through what is not valid', [replace('/count', 'x'), replace('/count', 5)], { count: 5 }],
    ['takes back what it did', [replace('/title', 'Two'), replace('/title', 'One')], {}],
    [
      'tests what is read-only',
      [test('/views', 7), test('/label', '<One>'), replace('/count', 9)],
      { count: 9 },
    ],
    [
      'tests what is shown',
      [test('/rate', 1.5), test('/price', '12.50'), test('/shape', null), replace('/count', 9)],
      { count: 9 },
    ],
    [
      'makes values their one form',
      [replace('/price', 7), replace('/rate', '2')],
      { price: '7.00', rate: 2 },
    ],
    ['writes what is never shown', [add('/pin', '1234'), replace('/vault', { a: 1 }), remove('/pin')], {}],
    ['replaces JSON by what it holds', [move('/doc/list', '/doc')], { doc: [1, { x: null }] }],
  ]
  for (const [title, operations, change] of done) {
    it(title, async () => {
      const paper = await makePaper(base)
      const answer = await paper.patch(operations)
      assert.equal(answer.status, 200, answer.text)
      const { updatedAt: _, label: __, ...now } = answer.body
      const { updatedAt: ___, label: ____, ...before } = paper.row
      assert.deepEqual(now, { ...before, ...change })
      assert.equal(answer.headers['etag'], '"2"')
    })
  }

  const refused: [title: string, operations: unknown, status: number, faults: string[]][] = [
    ['with a value that is none', [replace('/count', 1), replace('/title', '')], 422, ['/1/value too_short']],
    [
      'with every fault',
      [replace('/count', 'x'), add('/title', ''), remove('/price')],
      422,
      ['/0/value wrong_type', '/1/value too_short', '/2/path wrong_type'],
    ],
    [
      'with a fault deep inside',
      [add('/shape', { width: 1, height: 2 }), replace('/shape/height', 'x')],
      422,
      ['/1/value wrong_type'],
    ],
    ['with a fault below its value', [add('/shape', { width: 'x' })], 422, ['/0/value/width wrong_type']],
    [
      'that leaves out what must be',
      [add('/shape', { width: 1 }), remove('/shape/width')],
      422,
      ['/1/path required'],
    ],
    ['with an element too long', [add('/tags/-', 'abcdef')], 422, ['/0/value too_long']],
    ['with a copied value that is none', [copy('/title', '/count')], 422, ['/0/path wrong_type']],
    ['that removes a required member', [remove('/title')], 422, ['/0/path wrong_type']],
    ['that removes twice', [remove('/note'), remove('/note')], 422, ['/1/path no_target']],
    ['that replaces what is not there', [replace('/doc/none', 1)], 422, ['/0/path no_target']],
    ['that leads nowhere', [add('/doc/none/x', 1)], 422, ['/0/path no_target']],
    ['that leads into a text', [add('/title/0', 'x')], 422, ['/0/path no_target']],
    ['that replaces the row', [replace('', { title: 'x' })], 422, ['/0/path whole_row']],
    ['that adds the row', [add('', {})], 422, ['/0/path whole_row']],
    ['that removes the row', [remove('')], 422, ['/0/path whole_row']],
    ['that moves the row', [move('', '/doc')], 422, ['/0/from whole_row']],
    ['that copies to the row', [copy('/doc', '')], 422, ['/0/path whole_row']],
    ['that is an object', { title: 'x' }, 422, [' wrong_type']],
    ['without an operation', [{}], 422, ['/0/op required']],
    ['with a hint that is none', [test('/hint', 5)], 422, ['/0/value wrong_type']],
    ['whose hint is wrong', [test('/hint', 'wrong'), replace('/title', 'x')], 403, []],
    [
      'of a member that others write',
      [replace('/title', 'x'), replace('/rank', 'high')],
      403,
      ['/1/value not_writable'],
    ],
    ['that copies to what others write', [copy('/title', '/rank')], 403, ['/0/path not_writable']],
    ['whose test fails', [replace('/title', 'x'), test('/count', 4)], 409, ['/1 test_failed']],
    ['whose test of a deep value fails', [test('/doc/list/1', { x: 0 })], 409, ['/0 test_failed']],
    ['whose test of nothing fails', [test('/doc/none', null)], 409, ['/0 test_failed']],
    ['whose test is of another type', [test('/count', '3')], 409, ['/0 test_failed']],
    ['whose test is of another text', [test('/price', '12.5')], 409, ['/0 test_failed']],
    ['whose test of what was removed fails', [remove('/note'), test('/note', null)], 409, ['/1 test_failed']],
    [
      'whose first failing test stops it',
      [test('/title', 'x'), remove('/doc/none')],
      409,
      ['/0 test_failed'],
    ],
  ]
  for (const [title, operations, status, faults] of refused) {
    it(`${title} is refused with ${status}, and changes nothing`, async () => {
      const paper = await makePaper(base)
      const answer = await paper.patch(operations)
      assert.equal(answer.status, status, answer.text)
      assert.deepEqual(faultsOf(answer).toSorted(), faults)
      await paper.isUnchanged()
    })
  }

  it('copies the whole row as it is seen', async () => {
    const paper = await makePaper({ pin: '1234', password: 'correct horse' })
    const answer = await paper.patch([copy('', '/doc')])
    assert.deepEqual(answer.body['doc'], paper.row)
  })
  it('tests the whole row as it is seen', async () => {
    const paper = await makePaper()
    assert.equal((await paper.patch([test('', paper.row)])).status, 200)
    const { updatedAt: _, ...partly } = paper.row
    assert.equal((await paper.patch([test('', partly)])).status, 409)
  })
  it('hands hooks what changes, and no more', async () => {
    const paper = await makePaper({ doc: { a: 1 } })
    seen.splice(0)
    await paper.patch([test('/count', 0), replace('/title', 'x'), replace('/note', null), add('/doc/b', 2)])
    assert.deepEqual(seen, [{ title: 'x', doc: { a: 1, b: 2 } }])
  })
  it('may be written by those who may', async () => {
    const paper = await makePaper()
    const operations = [replace('/rank', 'high'), replace('/margin', 'x'), add('/plan/more', 1)]
    const answer = await paper.patch(operations, {}, admin)
    const { rank, margin, plan } = answer.body
    assert.deepEqual([rank, margin, plan], ['high', 'x', { step: 1, more: 1 }])
  })
  it('heeds If-Match before its tests, and after its values', async () => {
    const paper = await makePaper()
    const stale = { 'if-match': '"9"' }
    assert.equal((await paper.patch([test('/title', 'x')], stale)).status, 412)
    assert.equal((await paper.patch([replace('/title', '')], stale)).status, 422)
    assert.equal((await paper.patch([replace('/title', 'x')], { 'if-match': '"1"' })).status, 200)
    assert.equal((await paper.patch([replace('/title', 'y')], { 'if-match': '"1"' })).status, 412)
  })
  it('tells a taken value in its own terms', async () => {
    const answer = await ada.request('PATCH', '/papers/01999999-0000-7000-8000-000000000000', {
      body: '[]',
      headers: { 'content-type': 'application/json-patch+json' },
    })
    assert.equal(answer.status, 404)
  })
  it('has a bound on its operations', async () => {
    const paper = await makePaper({ count: 3 })
    const many = Array.from({ length: mostOperations }, (_, index) => replace('/count', index))
    assert.equal((await paper.patch(many)).body['count'], mostOperations - 1)
    const answer = await paper.patch([...many, replace('/count', 0)])
    assert.deepEqual([answer.status, ...faultsOf(answer)], [422, ' too_many'])
  })
  it('cannot make a row explode', async () => {
    const paper = await makePaper({ doc: ['x'.repeat(1000)] })
    const answer = await paper.patch(Array.from({ length: 100 }, () => copy('/doc', '/doc/-')))
    assert.equal(answer.status, 422)
    assert.match(faultsOf(answer)[0]!, /^\/\d+ too_large$/)
    await paper.isUnchanged()
    const grown = await paper.patch(Array.from({ length: 11 }, () => copy('/doc', '/doc/-')))
    assert.deepEqual([grown.status, ...faultsOf(grown)], [422, '/10/path too_large'])
  })
  it('nests no deeper than a body', async () => {
    const nested: unknown = JSON.parse('['.repeat(60) + ']'.repeat(60))
    const paper = await makePaper({ doc: { a: { b: nested } } })
    const answer = await paper.patch([copy('/doc', '/doc/a/c')])
    assert.deepEqual([answer.status, ...faultsOf(answer)], [422, '/0/path too_deep'])
  })
})

describe('a race', () => {
  it('lets a test see the row as it is written', async () => {
    const paper = await makePaper({ count: 0 })
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        paper.patch([test('/count', 0), replace('/count', index + 1)]),
      ),
    )
    assert.deepEqual(answers.map(({ status }) => status).toSorted(), [
      200,
      ...Array.from({ length: 19 }, () => 409),
    ])
    const codes = new Set(answers.filter(({ status }) => status === 409).map(({ body }) => body['code']))
    assert.deepEqual([...codes], ['TEST_FAILED'])
  })
  it('loses nothing that was added to a list', async () => {
    const paper = await makePaper({ doc: [] })
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => paper.patch([add('/doc/-', index)])),
    )
    const won = answers.filter(({ status }) => status === 200).length
    const { doc } = (await paper.read()).body as { doc: number[] }
    assert.deepEqual([doc.length, new Set(doc).size], [won, won])
    assert.ok(answers.every(({ status }) => status === 200 || status === 409))
  })
  it('loses nothing that was merged', async () => {
    const paper = await makePaper({ doc: {} })
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => paper.merge({ doc: { [`m${index}`]: index } })),
    )
    const won = answers.filter(({ status }) => status === 200).length
    assert.equal(Object.keys((await paper.read()).body['doc'] as object).length, won)
  })
})

describe('a test of what is never shown', () => {
  const password = 'correct horse battery'

  it('compares a secret with its hash', async () => {
    const paper = await makePaper({ password })
    const right = await paper.patch([test('/password', password), replace('/title', 'x')])
    assert.equal(right.status, 200, right.text)
    const wrong = await paper.patch([
      test('/title', 'x'),
      test('/password', 'wrong horse'),
      replace('/title', 'y'),
    ])
    assert.deepEqual(
      [wrong.status, wrong.body['code'], ...faultsOf(wrong)],
      [409, 'TEST_FAILED', '/1 test_failed'],
    )
    assert.equal((await paper.read()).body['title'], 'x')
    assert.doesNotMatch(wrong.text, /horse|argon/)
  })
  for (const value of [null, 5, '', {}, [password], '$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA']) {
    it(`is not fulfilled by ${JSON.stringify(value)}`, async () => {
      const paper = await makePaper({ password })
      assert.equal((await paper.patch([test('/password', value)])).status, 409)
      const without = await makePaper()
      assert.equal((await without.patch([test('/password', value)])).status, 409)
    })
  }
  it('sees what the patch itself wrote', async () => {
    const paper = await makePaper({ password })
    const next = 'another long secret'
    const operations = [test('/password', password), replace('/password', next), test('/password', next)]
    assert.equal((await paper.patch(operations)).status, 200)
    assert.equal((await paper.patch([test('/password', password)])).status, 409)
    assert.equal((await paper.patch([test('/password', next)])).status, 200)
    const late = await paper.patch([replace('/password', password), test('/password', next)])
    assert.deepEqual([late.status, ...faultsOf(late)], [409, '/1 test_failed'])
  })
  it('is made once a patch', async () => {
    const paper = await makePaper({ password })
    const answer = await paper.patch([test('/password', password), test('/password', password)])
    assert.deepEqual([answer.status, ...faultsOf(answer)], [422, '/1/path too_many'])
  })
  it('is for those who may write it', async () => {
    const paper = await makePaper()
    await paper.merge({ adminKey: 'the key of an admin' }, {}, admin)
    const operations = [test('/adminKey', 'the key of an admin')]
    const refused = await paper.patch(operations)
    assert.deepEqual([refused.status, ...faultsOf(refused)], [403, '/0/path not_writable'])
    assert.equal((await paper.patch(operations, {}, admin)).status, 200)
  })
  it('comes after preconditions', async () => {
    const paper = await makePaper({ password })
    const answer = await paper.patch([test('/password', 'wrong horse')], { 'if-match': '"9"' })
    assert.equal(answer.status, 412)
  })
  it('hands a transient member to the hooks', async () => {
    const paper = await makePaper()
    const answer = await paper.patch([test('/hint', 'yes'), test('/hint', 'yes')])
    assert.deepEqual([answer.status, answer.body['note']], [200, 'hinted yes'])
    const twice = await paper.patch([test('/hint', 'yes'), test('/hint', 'no')])
    assert.deepEqual([twice.status, ...faultsOf(twice)], [409, '/1 test_failed'])
  })
  it('knows nothing else', async () => {
    const paper = await makePaper({ pin: '1234' })
    const answer = await paper.patch([test('/pin', '1234')])
    assert.deepEqual([answer.status, ...faultsOf(answer)], [422, '/0/path not_shown'])
  })
  it('finds a secret that was changed meanwhile', async () => {
    const paper = await makePaper({ password })
    const next = 'another long secret'
    const change = [test('/password', password), replace('/password', next)]
    const answers = await Promise.all([paper.patch(change), paper.patch(change), paper.patch(change)])
    assert.deepEqual(answers.map(({ status }) => status).toSorted(), [200, 409, 409])
    assert.equal((await paper.patch([test('/password', next)])).status, 200)
  })
})

describe('Accept-Patch', () => {
  const types = 'application/merge-patch+json, application/json-patch+json, application/json'

  it('stands in OPTIONS and in 415', async () => {
    const paper = await makePaper()
    const options = await ada.request('OPTIONS', paper.url)
    assert.equal(options.headers['accept-patch'], types)
    const refused = await paper.patch('x', { 'content-type': 'application/xml' })
    assert.deepEqual([refused.status, refused.headers['accept-patch']], [415, types])
    assert.equal((await ada.request('OPTIONS', '/papers')).headers['accept-patch'], undefined)
  })
})
