import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { Problem } from '../../src/kernel/problem/problem.ts'
import { parseEntityTags, toEntityTag, toVersion } from '../../src/protocol/conditional/entity-tag.ts'

const parse = (value: string) => parseEntityTags('If-Match', value)
const strong = (opaque: string) => ({ weak: false, opaque })
const weak = (opaque: string) => ({ weak: true, opaque })

describe('entity tags', () => {
  it('are the version in quotes', () => assert.equal(toEntityTag(3), '"3"'))
  it('have a second part where more matters', () => assert.equal(toEntityTag(3, 'x7'), '"3-x7"'))

  const lists: readonly [value: string, expected: unknown][] = [
    ['*', '*'],
    [' * ', '*'],
    ['"3"', [strong('3')]],
    ['W/"3"', [weak('3')]],
    ['""', [strong('')]],
    ['"a","b"', [strong('a'), strong('b')]],
    [' "a" ,\tW/"b" ', [strong('a'), weak('b')]],
    ['"a,b"', [strong('a,b')]],
    [', "a",, "b" ,', [strong('a'), strong('b')]],
    ['"é"', [strong('é')]],
    ['', []],
  ]
  for (const [value, expected] of lists) {
    it(`${JSON.stringify(value)} is read`, () => assert.deepEqual(parse(value), expected))
  }

  for (const value of [
    '3',
    '"3',
    '3"',
    '"a" "b"',
    '"a b"',
    'w/"3"',
    'W/3',
    '*, "3"',
    '"3", *',
    '"a"b',
    "'a'",
    '"a\u0000"',
  ]) {
    it(`${JSON.stringify(value)} is malformed`, () => {
      assert.throws(
        () => parse(value),
        (error) =>
          error instanceof Problem &&
          error.code === 'INVALID_HEADER' &&
          error.errors?.[0]?.header === 'If-Match',
      )
    })
  }

  const versions: readonly [opaque: string, version: number | undefined][] = [
    ['3', 3],
    ['3-x7', 3],
    ['12-', 12],
    ['0', undefined],
    ['03', undefined],
    ['3x', undefined],
    ['-3', undefined],
    ['x', undefined],
    ['', undefined],
  ]
  for (const [opaque, version] of versions) {
    it(`"${opaque}" names ${version ?? 'no version'}`, () => assert.equal(toVersion(strong(opaque)), version))
  }

  it('are parsed back', () => {
    const tag = fc
      .tuple(fc.boolean(), fc.stringMatching(/^[!#-~]*$/))
      .map(([isWeak, opaque]) => ({ weak: isWeak, opaque }))
    fc.assert(
      fc.property(fc.array(tag), (tags) => {
        const text = tags.map(({ weak: isWeak, opaque }) => `${isWeak ? 'W/' : ''}"${opaque}"`).join(', ')
        assert.deepEqual(parse(text), tags)
      }),
    )
  })
  it('refuse whatever else as INVALID_HEADER', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[W/", *a]*$/)), (value) => {
        try {
          parse(value)
        } catch (error) {
          assert.ok(error instanceof Problem && error.status === 400)
        }
      }),
      { numRuns: 1000 },
    )
  })
})
