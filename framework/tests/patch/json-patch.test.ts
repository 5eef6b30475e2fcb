// JSON Patch (RFC 6902) and JSON Pointer (RFC 6901), without any resource.
import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { array, assert as assertAlways, jsonValue, property, string } from 'fast-check'
import { Problem } from '../../src/kernel/problem/problem.ts'
import { applyOperation, testFailed } from '../../src/protocol/patch/apply-operation.ts'
import { mostOperations, parseJsonPatch } from '../../src/protocol/patch/json-patch.ts'
import { locate, parsePointer, toPointerText } from '../../src/protocol/patch/json-pointer.ts'
import { isSameJson, measureJson } from '../../src/protocol/patch/json-value.ts'
import { suite } from './patch-suite.ts'

/** The document after a patch, or the code of what is wrong with it. */
function patch(document: unknown, body: unknown, budget = 1_000_000): unknown {
  const draft = { document: structuredClone(document), budget }
  for (const operation of parseJsonPatch(body)) {
    const outcome = applyOperation(draft, operation)
    if (outcome === testFailed) return 'test_failed'
    if (outcome !== undefined) return outcome.code
  }
  return { document: draft.document }
}

const faultsOf = (body: unknown): string[] => {
  try {
    parseJsonPatch(body)
    return []
  } catch (error) {
    assert.ok(error instanceof Problem)
    assert.equal(error.code, 'VALIDATION_FAILED')
    return error.errors!.map(({ pointer, code }) => `${pointer} ${code}`)
  }
}

describe('the public suite', () => {
  it('is there', () => assert.equal(suite.length, 93))
  for (const { title, doc, patch: body, expected } of suite) {
    it(title, () => {
      if (expected !== undefined) {
        assert.deepEqual(patch(doc, body), expected)
      } else if (faultsOf(body).length === 0) {
        assert.equal(typeof patch(doc, body), 'string')
      }
    })
  }
})

describe('an operation', () => {
  const doc = { list: ['a', 'b', 'c'], inner: { x: 1, y: { z: null } }, text: 'abc', empty: {} }
  const refused: [title: string, operation: object, code: string][] = [
    ['replaces nothing', { op: 'replace', path: '/none', value: 1 }, 'no_target'],
    ['replaces the end of a list', { op: 'replace', path: '/list/-', value: 1 }, 'no_target'],
    ['replaces the length of a list', { op: 'replace', path: '/list/length', value: 0 }, 'no_target'],
    ['removes the end of a list', { op: 'remove', path: '/list/-' }, 'no_target'],
    ['removes beyond a list', { op: 'remove', path: '/list/3' }, 'no_target'],
    ['removes a document', { op: 'remove', path: '' }, 'no_target'],
    ['moves a document', { op: 'move', from: '', path: '/a' }, 'no_target'],
    ['adds beyond a list', { op: 'add', path: '/list/4', value: 1 }, 'no_target'],
    ['adds at a huge index', { op: 'add', path: '/list/99999999999999999999', value: 1 }, 'no_target'],
    ['adds at a leading zero', { op: 'add', path: '/list/01', value: 1 }, 'no_target'],
    ['adds at a negative index', { op: 'add', path: '/list/-1', value: 1 }, 'no_target'],
    ['adds at an exponent', { op: 'add', path: '/list/1e0', value: 1 }, 'no_target'],
    ['adds at a fraction', { op: 'add', path: '/list/1.0', value: 1 }, 'no_target'],
    ['adds at an index of other digits', { op: 'add', path: '/list/١', value: 1 }, 'no_target'],
    ['adds at an index with a space', { op: 'add', path: '/list/ 1', value: 1 }, 'no_target'],
    ['adds to a text', { op: 'add', path: '/text/0', value: 'x' }, 'no_target'],
    ['adds to null', { op: 'add', path: '/inner/y/z/a', value: 'x' }, 'no_target'],
    ['adds behind the end', { op: 'add', path: '/list/-/a', value: 'x' }, 'no_target'],
    ['copies what is inherited', { op: 'copy', from: '/empty/toString', path: '/a' }, 'no_target'],
    ['copies a length', { op: 'copy', from: '/text/length', path: '/a' }, 'no_target'],
    ['copies beyond a list', { op: 'copy', from: '/list/0', path: '/list/9' }, 'no_target'],
    ['moves the end of a list', { op: 'move', from: '/list/-', path: '/a' }, 'no_target'],
    ['moves into itself', { op: 'move', from: '/inner', path: '/inner/y/q' }, 'no_target'],
    ['moves to where the list then ends', { op: 'move', from: '/list/0', path: '/list/3' }, 'no_target'],
    ['tests what is inherited', { op: 'test', path: '/empty/valueOf', value: null }, 'test_failed'],
    ['tests what is absent for null', { op: 'test', path: '/none', value: null }, 'test_failed'],
    ['tests with a leading zero', { op: 'test', path: '/list/00', value: 'a' }, 'test_failed'],
    [
      'adds __proto__ in a value',
      { op: 'add', path: '/a', value: JSON.parse('{"b":[{"__proto__":1}]}') },
      'unknown_member',
    ],
  ]
  for (const [title, operation, code] of refused) {
    it(`is refused that ${title}`, () => assert.equal(patch(doc, [operation]), code))
  }

  const done: [title: string, operation: object, change: object][] = [
    ['moves within a list', { op: 'move', from: '/list/0', path: '/list/2' }, { list: ['b', 'c', 'a'] }],
    ['moves to the end', { op: 'move', from: '/list/0', path: '/list/-' }, { list: ['b', 'c', 'a'] }],
    ['moves where it stands', { op: 'move', from: '/list/1', path: '/list/1' }, {}],
    ['moves to where it came from', { op: 'move', from: '/inner/x', path: '/inner' }, { inner: 1 }],
    [
      'adds a member named as an inherited one',
      { op: 'add', path: '/empty/toString', value: 1 },
      { empty: { toString: 1 } },
    ],
    ['adds a member without a name', { op: 'add', path: '/empty/', value: 1 }, { empty: { '': 1 } }],
  ]
  for (const [title, operation, change] of done) {
    it(title, () => assert.deepEqual(patch(doc, [operation]), { document: { ...doc, ...change } }))
  }

  it('follows a path once what it moves is gone', () => {
    const lists = { list: [1, { a: 1 }, { b: 2 }] }
    const move = { op: 'move', from: '/list/0', path: '/list/1/x' }
    assert.deepEqual(patch(lists, [move]), { document: { list: [{ a: 1 }, { b: 2, x: 1 }] } })
    assert.equal(patch({ list: [1, { a: 1 }] }, [move]), 'no_target')
  })
  it('copies a value, not a reference', () => {
    const operations = [
      { op: 'copy', from: '/a', path: '/b' },
      { op: 'add', path: '/b/x', value: 2 },
    ]
    assert.deepEqual(patch({ a: { x: 1 } }, operations), { document: { a: { x: 1 }, b: { x: 2 } } })
  })
  it('cannot make a document explode', () => {
    const doubling = Array.from({ length: 60 }, () => ({ op: 'copy', from: '/a', path: '/a/-' }))
    assert.equal(patch({ a: ['x'] }, doubling, 10_000), 'too_large')
  })
  it('cannot nest a document without end', () => {
    const nested: unknown = JSON.parse('['.repeat(60) + ']'.repeat(60))
    const add = (path: string) => patch({ a: { b: { c: { d: {} } } } }, [{ op: 'add', path, value: nested }])
    assert.deepEqual(add('/a/b/c/e'), { document: { a: { b: { c: { d: {}, e: nested } } } } })
    assert.equal(add('/a/b/c/d/e'), 'too_deep')
    const moves = Array.from({ length: 40 }, (_, index) => ({
      op: 'move',
      from: `/${index}`,
      path: `/${index + 1}/x`,
    }))
    const towers = Object.fromEntries(Array.from({ length: 41 }, (_, index) => [index, { y: { z: {} } }]))
    assert.equal(typeof patch(towers, moves), 'object')
    assert.equal(patch(towers, [{ op: 'add', path: '/0', value: nested }, ...moves]), 'too_deep')
  })
  it('pollutes no prototype', () => {
    for (const name of ['__proto__', 'constructor', 'prototype']) {
      for (const path of [
        `/${name}`,
        `/${name}/x`,
        `/inner/${name}`,
        `/constructor/${name}/x`,
        `/a/${name}/b`,
      ]) {
        for (const operation of [
          { op: 'add', path, value: 1 },
          { op: 'replace', path, value: 1 },
          { op: 'test', path, value: 1 },
          { op: 'remove', path },
          { op: 'copy', from: path, path: '/a' },
          { op: 'move', from: '/text', path },
        ]) {
          const place = operation.op === 'copy' ? 'from' : 'path'
          assert.deepEqual(faultsOf([operation]), [`/0/${place} unknown_member`])
        }
      }
    }
    assert.equal(({} as Record<string, unknown>)['x'], undefined)
  })
})

describe('the document of a patch', () => {
  const rows: [body: unknown, faults: string[]][] = [
    [null, [' wrong_type']],
    [{ op: 'remove', path: '/a' }, [' wrong_type']],
    ['[]', [' wrong_type']],
    [[], []],
    [
      [null, [], 'x', 1],
      ['/0 wrong_type', '/1 wrong_type', '/2 wrong_type', '/3 wrong_type'],
    ],
    [[{}], ['/0/op required']],
    [[{ op: 'Add', path: '/a', value: 1 }], ['/0/op not_a_choice']],
    [[{ op: 'toString', path: '/a' }], ['/0/op not_a_choice']],
    [[{ op: ['add'], path: '/a', value: 1 }], ['/0/op not_a_choice']],
    [[{ op: 'add' }], ['/0/path required', '/0/value required']],
    [[{ op: 'add', path: 'a', value: null }], ['/0/path wrong_form']],
    [[{ op: 'add', path: '/a~2', value: null }], ['/0/path wrong_form']],
    [[{ op: 'add', path: '/a~', value: null }], ['/0/path wrong_form']],
    [[{ op: 'add', path: '#/a', value: null }], ['/0/path wrong_form']],
    [[{ op: 'add', path: 1, value: null }], ['/0/path wrong_type']],
    [[{ op: 'add', path: ['a'], value: null }], ['/0/path wrong_type']],
    [[{ op: 'remove', path: '/a', value: 1, from: 7 }], []],
    [[{ op: 'move', path: '/a' }], ['/0/from required']],
    [[{ op: 'copy', path: '/a', from: null }], ['/0/from wrong_type']],
    [
      [{ op: 'test', path: '/a' }, { op: 'remove' }],
      ['/0/value required', '/1/path required'],
    ],
    [Array.from({ length: mostOperations }, () => ({ op: 'remove', path: '/a' })), []],
    [Array.from({ length: mostOperations + 1 }, () => ({})), [' too_many']],
  ]
  for (const [body, faults] of rows) {
    it(`${JSON.stringify(body).slice(0, 60)} has ${faults.join(', ') || 'no fault'}`, () => {
      assert.deepEqual(faultsOf(body), faults)
    })
  }
})

describe('a pointer', () => {
  // RFC 6901 section 5.
  const example = { foo: ['bar', 'baz'], '': 0, 'a/b': 1, 'c%d': 2, 'm~n': 8, '~1': 9 }
  const rows: [text: string, value: unknown][] = [
    ['/foo', ['bar', 'baz']],
    ['/foo/0', 'bar'],
    ['/', 0],
    ['/a~1b', 1],
    ['/c%d', 2],
    ['/m~0n', 8],
    ['/~01', 9],
  ]
  for (const [text, value] of rows) {
    it(`${text} leads to its value`, () => {
      assert.deepEqual(locate(example, parsePointer(text)!)!.value, value)
    })
  }
  it('is read as it was written', () => {
    assertAlways(
      property(array(string({ unit: 'binary' })), (tokens) => {
        assert.deepEqual(parsePointer(toPointerText(tokens)), tokens)
      }),
    )
  })
  it('is read at once, however long', () => {
    assert.equal(parsePointer('/' + '~1'.repeat(500_000) + '~')?.length, undefined)
    assert.equal(parsePointer('/a'.repeat(500_000))?.length, 500_000)
  })
})

describe('values', () => {
  it('are the same whatever the order of members', () => {
    const shuffled = (value: unknown): unknown => {
      if (Array.isArray(value)) return value.map(shuffled)
      if (typeof value !== 'object' || value === null) return value
      return Object.fromEntries(
        Object.entries(value)
          .toReversed()
          .map(([name, each]) => [name, shuffled(each)]),
      )
    }
    assertAlways(property(jsonValue(), (value) => isSameJson(value, shuffled(value))))
  })
  const different: [left: unknown, right: unknown][] = [
    [1, '1'],
    [0, false],
    [null, 0],
    [{}, []],
    [[], {}],
    [{}, null],
    [
      [1, 2],
      [2, 1],
    ],
    [[1], [1, 1]],
    [{ a: 1 }, { b: 1 }],
    [{ a: 1 }, { a: 1, b: 1 }],
    [{ a: undefined }, { toString: undefined }],
  ]
  for (const [left, right] of different) {
    it(`${JSON.stringify(left)} is not ${JSON.stringify(right)}`, () => {
      assert.deepEqual([isSameJson(left, right), isSameJson(right, left)], [false, false])
    })
  }
  it('are the same number however written', () => {
    assert.ok(isSameJson(JSON.parse('[1.0, -0, 1e2]'), [1, 0, 100]))
  })
  it('are measured about as their JSON', () => {
    assertAlways(
      property(jsonValue(), (value) => {
        const { size, depth } = measureJson(value)
        assert.ok(size * 8 + 30 >= JSON.stringify(value).length)
        assert.equal(depth === 0, typeof value !== 'object' || value === null)
      }),
    )
  })
})
