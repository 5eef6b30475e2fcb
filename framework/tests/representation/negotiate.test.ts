import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import * as fc from 'fast-check'
import { Problem } from '../../src/kernel/problem/problem.ts'
import { negotiateMediaType } from '../../src/protocol/representation/negotiate.ts'

const json = ['application/json']
const three = ['application/json', 'application/xml', 'text/csv']

/** The type chosen, or the status it is refused with. */
function choose(accept: string | undefined, offered: readonly string[]): string | number {
  try {
    return negotiateMediaType(accept, offered)
  } catch (error) {
    if (error instanceof Problem && error.code === 'NOT_ACCEPTABLE') return error.status
    throw error
  }
}

const describeTable = (
  title: string,
  offered: readonly string[],
  rows: readonly (readonly [accept: string | undefined, chosen: string | 406])[],
) =>
  describe(title, () => {
    for (const [accept, chosen] of rows) {
      it(`${accept ?? 'no header'} is ${chosen}`, () => assert.equal(choose(accept, offered), chosen))
    }
  })

describeTable('where one type is offered', json, [
  [undefined, 'application/json'],
  ['', 'application/json'],
  ['*/*', 'application/json'],
  ['application/*', 'application/json'],
  ['application/json', 'application/json'],
  ['Application/JSON', 'application/json'],
  ['application/json; charset=utf-8', 'application/json'],
  ['text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.8', 'application/json'],
  ['text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2', 'application/json'],
  ['text/html, *;q=0.1', 'application/json'],
  ['application/json;q=0.001', 'application/json'],
  ['application/json;q=0', 406],
  ['application/json;q=0.000', 406],
  ['application/json;q=0, */*', 406],
  ['application/*;q=0, */*;q=1', 406],
  ['*/*;q=0', 406],
  ['text/html', 406],
  ['application/xml', 406],
  ['application/jso', 406],
  ['application/json5', 406],
  ['application/problem+json', 406],
  ['json', 406],
  ['*/json', 406],
  ['text/*', 406],
  [',', 'application/json'],
  [' , ,', 'application/json'],
])

describeTable('where three types are offered', three, [
  [undefined, 'application/json'],
  ['*/*', 'application/json'],
  ['application/xml', 'application/xml'],
  ['text/*', 'text/csv'],
  ['application/*', 'application/json'],
  // RFC 9110 section 12.5.1: the most specific range has precedence, whatever its place.
  ['*/*, application/json;q=0.5', 'application/xml'],
  ['*/*;q=0.1, application/xml', 'application/xml'],
  ['application/*, application/json;q=0.1', 'application/xml'],
  ['application/json;q=0, application/*', 'application/xml'],
  ['application/*;q=0.2, text/csv;q=0.3', 'text/csv'],
  ['application/json;q=0.5, application/xml;q=0.5', 'application/json'],
  ['application/xml;q=0.5, application/json;q=0.5', 'application/json'],
  ['application/json;q=0.3, application/xml;q=0.7, text/csv;q=0.5', 'application/xml'],
  ['text/csv, application/xml;q=0.9', 'text/csv'],
  ['application/json;q=0.999, text/csv', 'text/csv'],
  ['TEXT/CSV;Q=1.0', 'text/csv'],
  ['text/csv ; q=1 ;x=y', 'text/csv'],
  ['text/csv;header=present;q=0.9,application/json;q=0.8', 'text/csv'],
  ['text/csv;x="a,b;q=0", application/json;q=0.5', 'text/csv'],
  ['text/csv;x="\\",";q=0.4, application/json;q=0.5', 'application/json'],
  ['\ttext/csv\t,\tapplication/json;q=0.1', 'text/csv'],
  // What browsers send when an address is opened.
  ['text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8', 'application/json'],
  ['text/html,application/xml;q=0.9,*/*;q=0.8', 'application/xml'],
  // Of one range that stands twice, the greater weight counts.
  ['text/csv;q=0.1, application/json;q=0.5, text/csv;q=0.9', 'text/csv'],
  // What is no weight gives none, and does not spoil the rest.
  ['application/json;q=high, text/csv;q=0.1', 'text/csv'],
  ['application/json;q=, text/csv;q=0.1', 'text/csv'],
  ['application/json;q=-1, text/csv;q=0.1', 'text/csv'],
  ['application/json;q=., text/csv;q=0.1', 'text/csv'],
  ['application/json;q=2, text/csv;q=0.1', 'text/csv'],
  ['application/json;q=1e-1, text/csv;q=0.05', 'text/csv'],
  ['application/json;q=0x1, text/csv;q=0.05', 'text/csv'],
  ['image/png, video/*', 406],
])

describe('a header of many ranges', () => {
  it('is looked at up to fifty of them', () => {
    const many = (count: number) => `${'text/html,'.repeat(count)}application/json`
    assert.equal(choose(many(49), json), 'application/json')
    assert.equal(choose(many(50), json), 406)
  })
  it('takes no longer for being hostile', () => {
    for (const hostile of [',', ';', '"', '\\"', '/', '=', ' ', ';q=', '*/*;q="']) {
      choose(`text/csv${hostile.repeat(8000)}`, three)
    }
  })
  it('is refused with what there is', () => {
    assert.throws(() => negotiateMediaType('image/png', three), {
      detail: 'Acceptable are: application/json, application/xml, text/csv.',
    })
  })
})

describe('any header', () => {
  const range = fc.constantFrom(...three, 'application/*', 'text/*', '*/*', 'image/png')
  const weighted = fc.tuple(range, fc.constantFrom(0, 0.1, 0.25, 0.5, 0.999, 1))
  const header = fc.uniqueArray(weighted, { selector: ([name]) => name, minLength: 1 })
  const specificity = (name: string) => (name === '*/*' ? 0 : name.endsWith('/*') ? 1 : 2)
  const fits = (name: string, type: string) =>
    name === '*/*' || name === type || (name.endsWith('/*') && type.startsWith(name.slice(0, -1)))

  it('chooses what RFC 9110 says', () => {
    fc.assert(
      fc.property(header, (ranges) => {
        const accept = ranges.map(([name, weight]) => `${name};q=${weight}`).join(', ')
        const qualities: number[] = three.map((type) => {
          const fitting = ranges.filter(([name]) => fits(name, type))
          fitting.sort(([left], [right]) => specificity(right) - specificity(left))
          return fitting[0]?.[1] ?? 0
        })
        const best = Math.max(...qualities)
        assert.equal(choose(accept, three), best === 0 ? 406 : three[qualities.indexOf(best)])
      }),
      { numRuns: 1000 },
    )
  })
  it('does not depend on the order of its ranges', () => {
    fc.assert(
      fc.property(header, (ranges) => {
        const lines = ranges.map(([name, weight]) => `${name};q=${weight}`)
        assert.equal(choose(lines.join(','), three), choose(lines.toReversed().join(','), three))
      }),
    )
  })
  it('chooses something offered, or refuses', () => {
    const pieces = fc.constantFrom(...three, '*/*', ',', ';', 'q=', '0.5', '"', '\\', ' ', '=', '/')
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), (list) => {
        assert.ok([...three, 406].includes(choose(list.join(''), three)))
      }),
      { numRuns: 1000 },
    )
  })
})
