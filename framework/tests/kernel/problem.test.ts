import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as catalogue from '../../src/kernel/problem/catalogue.ts'
import { DeclarationError } from '../../src/kernel/problem/declaration-error.ts'
import { defineProblem, Problem } from '../../src/kernel/problem/problem.ts'

const Teapot = defineProblem('TEAPOT', 418, 'The pot is short and stout')

describe('a problem', () => {
  it('is an error that knows its type', () => {
    const problem = new Teapot()
    assert.ok(problem instanceof Problem && problem instanceof Error && problem instanceof Teapot)
    const { status, code, title, name, message, detail, errors, headers } = problem
    assert.deepEqual(
      { status, code, title, name, message, detail, errors, headers },
      {
        status: 418,
        code: 'TEAPOT',
        title: 'The pot is short and stout',
        name: 'Problem',
        message: 'The pot is short and stout',
        detail: undefined,
        errors: undefined,
        headers: undefined,
      },
    )
  })
  it('has what is said of this occurrence', () => {
    const cause = new TypeError('deep')
    const said = {
      detail: 'Tip me over.',
      errors: [{ pointer: '/spout', code: 'short', detail: 'is short' }],
      headers: { 'retry-after': '1' },
    }
    const { message, detail, errors, headers, cause: kept } = new Teapot({ ...said, cause })
    assert.deepEqual({ message, detail, errors, headers }, { message: said.detail, ...said })
    assert.equal(kept, cause)
  })
  it('has no cause unless there is one', () => assert.equal('cause' in new Teapot({ detail: 'x' }), false))
  it('keeps the stack of where it was made', () =>
    assert.match(new Teapot().stack ?? '', /problem\.test\.ts/))
  it('is told from another of the same code', () => {
    const Other = defineProblem('TEAPOT', 418, 'Another')
    assert.equal(new Teapot() instanceof Other, false)
  })
})

describe('a type of problem', () => {
  it('tells its code, status and title', () => {
    const { code, status, title } = Teapot
    assert.deepEqual([code, status, title], ['TEAPOT', 418, 'The pot is short and stout'])
  })
  const wrong: readonly (readonly [title: string, code: string, status: number, path: string])[] = [
    ['a code in small letters', 'teapot', 418, 'teapot'],
    ['a code with spaces', 'TEA POT', 418, 'TEA POT'],
    ['an empty code', '', 418, 'defineProblem'],
    ['a status of success', 'TEAPOT', 200, 'TEAPOT'],
    ['a status beyond all', 'TEAPOT', 600, 'TEAPOT'],
    ['half a status', 'TEAPOT', 418.5, 'TEAPOT'],
    ['no status', 'TEAPOT', Number.NaN, 'TEAPOT'],
  ]
  for (const [title, code, status, path] of wrong) {
    it(`is refused: ${title}`, () => {
      assert.throws(
        () => defineProblem(code, status, 'x'),
        (error) =>
          error instanceof DeclarationError && error.faults.length === 1 && error.faults[0]?.path === path,
      )
    })
  }
  it('names all its faults at once', () => {
    assert.throws(
      () => defineProblem('teapot', 200, 'x'),
      (error) => error instanceof DeclarationError && error.faults.length === 2,
    )
  })
})

describe('the catalogue', () => {
  const types = Object.values(catalogue)
  it('has each code once', () => {
    assert.equal(new Set(types.map(({ code }) => code)).size, types.length)
  })
  for (const { code, status, title } of types) {
    it(`${code} is well-formed`, () => {
      assert.match(code, /^[A-Z]+(?:_[A-Z]+)*$/)
      assert.ok(Number.isInteger(status) && status >= 400 && status < 600)
      assert.match(title, /^[A-Z][^.]*[^.]$/)
    })
  }
})

describe('a declaration error', () => {
  const faults = [
    { path: 'todos.filter[0]', message: 'color is no field', remedy: 'name one of id, task' },
    { path: 'todos', message: 'is the name of two resources', remedy: 'rename one' },
  ]
  it('lists every fault with its remedy', () => {
    const error = new DeclarationError(faults)
    assert.equal(error.name, 'DeclarationError')
    assert.deepEqual(error.faults, faults)
    assert.equal(
      error.message,
      [
        '2 faults in the declarations',
        '  todos.filter[0]: color is no field',
        '    → name one of id, task',
        '  todos: is the name of two resources',
        '    → rename one',
      ].join('\n'),
    )
  })
  it('speaks of one fault as one', () => {
    assert.match(new DeclarationError(faults.slice(1)).message, /^1 fault in the declarations\n/)
  })
  it('is no problem for clients', () => assert.equal(new DeclarationError(faults) instanceof Problem, false))
})
