import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import { always, compare, type Condition } from '../../../declaration/condition/condition.ts'
import {
  bestFirst,
  type ListQuery,
  type Search,
  type SearchTerm,
} from '../../../declaration/resource/query.ts'
import type { Page, StoredValues } from '../../../engine/store/store.ts'
import { Conflict } from '../../../kernel/problem/catalogue.ts'
import { idsOf, modelOf, moment, select, Trial, type OpenStore } from './trial.ts'

const model = modelOf('articles')
const both = ['title', 'body']

const term = (text: string, isPrefix = false): SearchTerm => ({ words: text.split(' '), isPrefix })
const searchFor = (terms: readonly SearchTerm[], fields: readonly string[] = both): Search => ({
  fields,
  terms,
})
const word = (...words: readonly string[]): Search => searchFor(words.map((each) => term(each)))

/** What is found, and in which order. */
export function describeSearches(open: OpenStore): void {
  describe('searches', () => {
    const trial = new Trial(open)
    const make = async (title: string, body: string | null = null, more: object = {}) =>
      (await trial.insert('articles', { title, body, ...more })).id
    const list = (search: Search, query: Partial<ListQuery> = {}) =>
      trial.list('articles', { search, sort: bestFirst, ...query })
    const find = async (search: Search, where: Condition = always) => idsOf(await list(search, { where }))

    describe('words', () => {
      const ids: Record<string, string | number> = {}
      before(async () => {
        ids['tea'] = await make('Green tea', 'A cup of café, or of thé.')
        ids['teapot'] = await make('A TEAPOT\u2019s lid', 'for two-handed use')
        ids['operators'] = await make('to be OR not to be', 'AND NEAR(x) * ^ : rank rowid')
        ids['number'] = await make('route 66', null)
        ids['russian'] = await make('Чёрный ЧАЙ', 'Größe')
        ids['arabic'] = await make('آب', 'ΛΌΓΟΣ 닷')
        ids['signs'] = await make('area²m', 'one½two ⅷ µ ſo')
      })
      const rows: readonly [title: string, search: Search, found: readonly string[]][] = [
        ['one', word('green'), ['tea']],
        ['in whichever case', word('GREEN'), ['tea']],
        ['without the accents of the text', word('cafe'), ['tea']],
        ['with accents the text has not', word('gréen'), ['tea']],
        ['of another alphabet', word('чай'), ['russian']],
        ['that other accents make others', word('чаи'), []],
        ['of a script whose marks are letters', word('آب'), ['arabic']],
        ['whose last letter has a form of its own', word('λόγος'), ['arabic']],
        ['with signs that are no digits between', word('area', 'm', 'one', 'two'), ['signs']],
        ['whose letters have another form', word('μ', 'so'), ['signs']],
        ['of one syllable, which is no beginning', searchFor([term('다', true)]), []],
        ['all of them', word('green', 'tea'), ['tea']],
        ['in any order and field', word('cafe', 'tea'), ['tea']],
        ['not when one is missing', word('green', 'teapot'), []],
        ['that are whole', word('teap'), []],
        ['or the beginning of one', searchFor([term('tea', true)]), ['tea', 'teapot']],
        ['the last of which goes on', searchFor([term('green'), term('te', true)]), ['tea']],
        ['with punctuation around', word('lid'), ['teapot']],
        ['with punctuation between', word('two', 'handed'), ['teapot']],
        ['that are numbers', word('66'), ['number']],
        ['in a field of several', searchFor([term('cafe')], ['body']), ['tea']],
        ['not in another field', searchFor([term('cafe')], ['title']), []],
        ['next to each other', searchFor([term('green tea')]), ['tea']],
        ['in their order', searchFor([term('tea green')]), []],
        ['not across fields', searchFor([term('tea a')]), []],
        ['next to each other, the last beginning', searchFor([term('green te', true)]), ['tea']],
        ['that operators are made of', word('or', 'not', 'and', 'near'), ['operators']],
        ['that columns have for names', word('rank', 'rowid'), ['operators']],
        ['that are operators alone', word('NOT'), ['operators']],
        ['that are nowhere', word('title'), []],
        ['a thousand letters long', word('x'.repeat(1000)), []],
      ]
      for (const [title, search, found] of rows) {
        test(title, async () => {
          const expected = found.map((name) => ids[name]).toSorted()
          assert.deepEqual((await find(search)).toSorted(), expected)
          assert.deepEqual(idsOf(await trial.list('articles', { search })), expected)
          assert.equal(await trial.store.count(model, always, { search }), expected.length)
        })
      }
      test('within a condition', async () => {
        assert.deepEqual(await find(word('green'), compare('title', 'contains', 'tea')), [ids['tea']])
        assert.deepEqual(await find(word('green'), compare('title', 'contains', 'pot')), [])
        assert.equal(
          await trial.store.count(model, compare('id', 'ne', ids['tea']!), { search: word('tea') }),
          0,
        )
      })
      test('counted no further than asked', async () => {
        const search = searchFor([term('tea', true)])
        assert.equal(await trial.store.count(model, always, { search, atMost: 1 }), 1)
        assert.equal(await trial.store.count(model, always, { search, atMost: 5 }), 2)
      })
    })

    test('random words are found where they stand', async () => {
      const { default: fc } = await import('fast-check')
      const words = fc.constantFrom('tea', 'Tea', 'té', 'teapot', 'cup', 'a', 'b-c', 'x1')
      const text = fc.array(words, { maxLength: 5 }).map((each) => each.join(' '))
      const sought = fc.array(fc.constantFrom('tea', 'te', 'TÉ', 'cup', 'a', 'b', 'c', 'x1'), {
        minLength: 1,
        maxLength: 2,
      })
      const terms = fc.array(fc.record({ words: sought, isPrefix: fc.boolean() }), {
        minLength: 1,
        maxLength: 3,
      })
      const rows: { id: unknown; title: string; body: string | null }[] = []
      for (const [title, body] of fc.sample(fc.tuple(text, fc.option(text)), { numRuns: 150, seed: 5 })) {
        rows.push({ id: await make(title, body, { topic: 'random' }), title, body })
      }
      const runs = fc.asyncProperty(fc.subarray(both, { minLength: 1 }), terms, async (fields, each) => {
        const search = { fields, terms: each }
        const expected = rows.filter((row) => isFound(search, row)).map(({ id }) => id)
        const where = compare('topic', 'eq', 'random')
        assert.deepEqual((await find(search, where)).toSorted(), expected.toSorted())
      })
      await fc.assert(runs, { numRuns: 200 })
    })

    describe('what changes', () => {
      test('is found as it stands', async () => {
        const shelf = await trial.insert('shelves', { title: 'of articles' })
        const kept = await trial.insert('articles', { title: 'whale', shelfId: shelf.id })
        await make('whale', 'song')
        const update = (version: number, values: StoredValues) =>
          trial.store.update(model, { id: kept.id, version, values, at: moment }, select('articles', ['id']))
        await update(1, { body: 'whalebone' })
        assert.deepEqual(await find(word('whalebone')), [kept.id])
        await update(2, { body: null })
        assert.deepEqual(await find(word('whalebone')), [])
        await update(3, { title: 'dolphin', topic: 'whale' })
        assert.deepEqual(await find(word('dolphin')), [kept.id])
        assert.equal((await find(word('whale'))).length, 1)
        await trial.store.delete(modelOf('shelves'), shelf.id, 1)
        assert.deepEqual(await find(word('dolphin')), [])
        const [other] = await find(word('whale'))
        await trial.store.delete(model, other!, 1)
        assert.deepEqual(await find(word('whale')), [])
      })

      test('in a transaction is found there first, and nowhere once it is undone', async () => {
        const search = word('ephemeral')
        const undone = trial.store.transaction(async (session) => {
          await trial.insert('articles', { title: 'ephemeral' }, session)
          assert.equal(await session.count(model, always, { search }), 1)
          throw new Conflict({ detail: 'undone' })
        })
        await assert.rejects(undone, Conflict)
        assert.deepEqual(await find(search), [])
        // What stands beside it in line is not undone with it.
        await Promise.allSettled([
          trial.store.transaction((session) => trial.insert('articles', { title: 'lasting' }, session)),
          trial.store.transaction(async (session) => {
            await trial.insert('articles', { title: 'ephemeral' }, session)
            throw new Conflict({ detail: 'undone' })
          }),
        ])
        assert.deepEqual([(await find(word('lasting'))).length, (await find(search)).length], [1, 0])
      })
    })

    describe('order', () => {
      const ids: (string | number)[] = []
      const search = searchFor([term('river', true)])
      before(async () => {
        ids.push(await make('river'))
        ids.push(await make('river '.repeat(3).trim(), 'river'))
        ids.push(await make('about water', `river ${'and more '.repeat(30)}`))
        ids.push(await make('about water', 'river'))
        for (let index = 0; index < 30; index++) {
          const length = index % 4
          ids.push(await make(`river ${'long '.repeat(length)}`.trim(), index % 3 === 0 ? 'rivers' : null))
        }
      })

      test('more of a word in an earlier, shorter field is better', async () => {
        const found = await find(search)
        const places = ids.slice(0, 4).map((id) => found.indexOf(id))
        assert.deepEqual([places[1], places.at(-2)], [0, ids.length - 1])
        assert.ok(places[0]! < places[3]!)
        assert.ok(places[3]! < places[2]!)
      })

      test('is total and the same in both directions', async () => {
        const expected = await find(search)
        assert.deepEqual(expected.toSorted(), ids.toSorted())
        for (const limit of [1, 2, 5, 33, 34, 35]) {
          assert.deepEqual(await walk(limit, 'after'), expected)
          assert.deepEqual(await walk(limit, 'before'), expected)
        }
        const second = await list(search, { start: { kind: 'offset', offset: 30 }, limit: 3 })
        assert.deepEqual(
          [idsOf(second), second.hasNext, second.hasPrevious],
          [expected.slice(30, 33), true, true],
        )
      })

      const walk = async (limit: number, kind: 'after' | 'before') => {
        const seen: (string | number)[] = []
        const last = (await list(search, { limit: 1000 })).rows.length
        let page: Page = await list(
          search,
          kind === 'after'
            ? { limit }
            : { limit, start: { kind: 'offset', offset: Math.max(0, last - limit) } },
        )
        for (let steps = 0; steps < 100; steps++) {
          if (kind === 'after') seen.push(...idsOf(page))
          else seen.unshift(...idsOf(page))
          const position = kind === 'after' ? page.last! : page.first!
          if (!(kind === 'after' ? page.hasNext : page.hasPrevious)) return seen
          page = await list(search, { limit, start: { kind, position } })
        }
        return assert.fail('the walk does not end')
      }

      test('depends on the row and what is searched in it alone', async () => {
        const one = searchFor([term('solitary'), term('word')], ['title'])
        const id = await make('solitary word', 'short')
        const rankOf = async () => (await list(one, { limit: 1 })).first
        const alone = await rankOf()
        assert.equal(alone?.length, 2)
        assert.ok(Number.isInteger(alone[0]), String(alone[0]))
        for (let index = 0; index < 20; index++) await make('word', 'solitary '.repeat(index))
        const values = { body: 'solitary word '.repeat(200) }
        await trial.store.update(model, { id, version: 1, values, at: moment }, select('articles', ['id']))
        assert.deepEqual(await rankOf(), alone)
      })

      test('may be another one', async () => {
        const sort = [
          { property: 'title', descending: false },
          { property: 'id', descending: false },
        ]
        const titles = (await list(search, { sort, selection: select('articles', ['title']) })).rows.map(
          ({ json }) => (JSON.parse(json) as { title: string }).title,
        )
        assert.deepEqual(titles, titles.toSorted())
        assert.equal(titles.length, ids.length)
      })

      test('rows come once while they and others change', async () => {
        const seen: (string | number)[] = []
        let page = await list(search, { limit: 4 })
        for (let steps = 0; steps < 50; steps++) {
          seen.push(...idsOf(page))
          const [first] = page.rows
          // What has been seen moves to the front, where nobody comes by again.
          const values = { title: 'river river river river', body: 'river river river' }
          await trial.store.update(model, { ...first!, values, at: moment }, select('articles', ['id']))
          if (!page.hasNext) break
          page = await list(search, { limit: 4, start: { kind: 'after', position: page.last! } })
        }
        assert.deepEqual(seen.toSorted(), ids.toSorted())
      })
    })
  })
}

const fold = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
const toWords = (text: string | null): string[] => fold(text ?? '').match(/[\p{L}\p{N}]+/gu) ?? []

/** What a search means, told as plainly as can be. */
function isFound({ fields, terms }: Search, row: object): boolean {
  const texts = fields.map((name) => toWords((row as Record<string, string | null>)[name] ?? null))
  return terms.every(({ words, isPrefix }) =>
    texts.some((text) =>
      text.some((_, start) =>
        words.every((each, index) => {
          const there = text[start + index] ?? ''
          return isPrefix && index === words.length - 1
            ? there.startsWith(fold(each)) && there !== ''
            : there === fold(each)
        }),
      ),
    ),
  )
}
