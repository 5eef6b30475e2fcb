import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { Problem } from '../../../kernel/problem/problem.ts'
import { modelOf, moment, select, Trial, type OpenStore } from './trial.ts'

const later = '2026-03-02T00:00:00.000Z'

/** Asserts that something is refused with a problem, and where its faults lie. */
export async function refuses(
  work: Promise<unknown>,
  code: string,
  faults?: readonly (readonly [pointer: string, code: string])[],
): Promise<void> {
  await assert.rejects(work, (error) => {
    assert.ok(error instanceof Problem, String(error))
    assert.equal(error.code, code)
    if (faults !== undefined) {
      assert.deepEqual(
        error.errors?.map((fault) => [fault.pointer, fault.code]),
        faults,
      )
    }
    assert.doesNotMatch(
      JSON.stringify([error.detail ?? '', error.errors ?? []]),
      /constraint|SQL|insert into/i,
    )
    return true
  })
}

/** Versions, uniqueness, references and secrets. */
export function describeWrites(open: OpenStore): void {
  describe('writes', () => {
    const trial = new Trial(open)
    const update = (name: string, id: string | number, version: number, values: Record<string, unknown>) =>
      trial.store.update(modelOf(name), { id, version, values, at: later }, select(name))

    test('a new row has version 1', async () => {
      assert.equal((await trial.insert('people', { name: 'first' })).version, 1)
    })

    test('a change raises the version and the time', async () => {
      const { id } = await trial.insert('people', { name: 'changing' })
      const changed = await update('people', id, 1, { name: 'changed' })
      assert.equal(changed?.version, 2)
      const row = JSON.parse(changed.json) as Record<string, unknown>
      assert.deepEqual([row['name'], row['createdAt'], row['updatedAt']], ['changed', moment, later])
    })

    test('a change of nothing is a change', async () => {
      const { id } = await trial.insert('people', { name: 'touched' })
      assert.equal((await update('people', id, 1, {}))?.version, 2)
    })

    test('a change of another version changes nothing', async () => {
      const { id } = await trial.insert('people', { name: 'kept' })
      assert.equal(await update('people', id, 2, { name: 'lost' }), undefined)
      assert.equal((await trial.read('people', id))['name'], 'kept')
    })

    test('one of 200 changes of the same version wins', async () => {
      const { id } = await trial.insert('people', { name: 'wanted' })
      const tries = Array.from({ length: 200 }, (_, index) =>
        update('people', id, 1, { name: `winner ${index}` }),
      )
      const won = (await Promise.all(tries)).filter((found) => found !== undefined)
      assert.equal(won.length, 1)
      assert.deepEqual(await trial.read('people', id), JSON.parse(won[0]!.json))
    })

    test('a deletion needs the version', async () => {
      const { id } = await trial.insert('people', { name: 'leaving' })
      assert.equal(await trial.store.delete(modelOf('people'), id, 2), false)
      assert.equal(await trial.store.delete(modelOf('people'), id, 1), true)
      assert.equal(await trial.store.delete(modelOf('people'), id, 1), false)
      assert.equal(await trial.find('people', id), undefined)
    })

    test('an id is taken once', async () => {
      const row = { id: 'once', values: { label: 'x' }, at: moment }
      await trial.store.insert(modelOf('keys'), row, select('keys'))
      const again = trial.store.insert(modelOf('keys'), row, select('keys'))
      await refuses(again, 'UNIQUE_VIOLATION', [['/id', 'not_unique']])
    })

    test('a unique text is taken once, without regard to case', async () => {
      await trial.insert('people', { name: 'Unique' })
      await refuses(trial.insert('people', { name: 'uNIQUE' }), 'UNIQUE_VIOLATION', [['/name', 'not_unique']])
    })

    test('a change may keep its own unique text', async () => {
      const { id } = await trial.insert('people', { name: 'mine' })
      assert.equal((await update('people', id, 1, { name: 'Mine' }))?.version, 2)
    })

    test('fields unique together are all named', async () => {
      const shelf = await trial.insert('shelves', { title: 'unique' })
      await trial.insert('books', { title: 'same', shelfId: shelf.id })
      await refuses(trial.insert('books', { title: 'same', shelfId: shelf.id }), 'UNIQUE_VIOLATION', [
        ['/shelfId', 'not_unique'],
        ['/title', 'not_unique'],
      ])
    })

    test('every broken uniqueness is named in the order of the declaration', async () => {
      const shelf = await trial.insert('shelves', { title: 'broken' })
      const other = await trial.insert('shelves', { title: 'other' })
      const code = '019b7000-0000-7000-8000-00000000c0de'
      const placed = await trial.insert('books', { title: 'placed', shelfId: shelf.id, code })
      const all = [
        ['/shelfId', 'not_unique'],
        ['/title', 'not_unique'],
        ['/code', 'not_unique'],
      ] as const
      const values = { title: 'placed', shelfId: shelf.id, code }
      await refuses(trial.insert('books', values), 'UNIQUE_VIOLATION', all)
      const again = { id: placed.id, values, at: moment }
      await refuses(trial.store.insert(modelOf('books'), again, select('books')), 'UNIQUE_VIOLATION', [
        ['/id', 'not_unique'],
        ...all,
      ])
      const moved = await trial.insert('books', { title: 'placed', shelfId: other.id })
      await refuses(update('books', moved.id, 1, { shelfId: shelf.id, code }), 'UNIQUE_VIOLATION', all)
      await refuses(update('books', moved.id, 1, { code }), 'UNIQUE_VIOLATION', [['/code', 'not_unique']])
      await trial.store.transaction(async (session) => {
        const written = { id: moved.id, version: 1, values: { shelfId: shelf.id, code }, at: moment }
        const refused = session.update(modelOf('books'), written, select('books')) as Promise<unknown>
        await refuses(refused, 'UNIQUE_VIOLATION', all)
      })
    })

    test('absent values are never the same', async () => {
      await trial.insert('books', { title: 'loose', shelfId: null })
      await trial.insert('books', { title: 'loose', shelfId: null })
    })

    test('a missing value is named', async () => {
      await refuses(trial.insert('people', {}), 'VALIDATION_FAILED', [['/name', 'required']])
    })

    test('every unknown reference is named', async () => {
      const known = await trial.insert('people', { name: 'known' })
      const nobody = '019b7000-0000-7000-8000-00000000dead'
      await refuses(trial.insert('loans', { bookId: nobody, personId: known.id }), 'VALIDATION_FAILED', [
        ['/bookId', 'unknown_reference'],
      ])
      await refuses(trial.insert('loans', { bookId: nobody, personId: nobody }), 'VALIDATION_FAILED', [
        ['/bookId', 'unknown_reference'],
        ['/personId', 'unknown_reference'],
      ])
      const { id } = await trial.insert('books', { title: 'referring' })
      await refuses(update('books', id, 1, { ownerId: nobody }), 'VALIDATION_FAILED', [
        ['/ownerId', 'unknown_reference'],
      ])
    })

    test('a row in use stays', async () => {
      const person = await trial.insert('people', { name: 'borrower' })
      const book = await trial.insert('books', { title: 'borrowed' })
      await trial.insert('loans', { bookId: book.id, personId: person.id })
      await refuses(trial.store.delete(modelOf('books'), book.id, 1), 'REFERENCE_IN_USE')
      assert.notEqual(await trial.find('books', book.id), undefined)
    })

    test('a row stays with which one in use would go', async () => {
      const person = await trial.insert('people', { name: 'reader' })
      const shelf = await trial.insert('shelves', { title: 'standing' })
      const book = await trial.insert('books', { title: 'read', shelfId: shelf.id })
      await trial.insert('loans', { bookId: book.id, personId: person.id })
      await refuses(trial.store.delete(modelOf('shelves'), shelf.id, 1), 'REFERENCE_IN_USE')
      assert.equal((await trial.find('books', book.id))?.version, 1)
    })

    test('a row that refers to itself can go', async () => {
      const { id } = await trial.insert('people', { name: 'self-taught' })
      await update('people', id, 1, { mentorId: id })
      const pupil = await trial.insert('people', { name: 'taught by one', mentorId: id })
      assert.equal(await trial.store.delete(modelOf('people'), id, 2), true)
      assert.equal((await trial.find('people', pupil.id))?.version, 2)
    })

    test('rows go with the row they belong to', async () => {
      const shelf = await trial.insert('shelves', { title: 'falling' })
      const book = await trial.insert('books', { title: 'falls too', shelfId: shelf.id })
      const tag = await trial.insert('tags', { label: 'stays' })
      const link = await trial.insert('bookTags', { bookId: book.id, tagId: tag.id })
      assert.equal(await trial.store.delete(modelOf('shelves'), shelf.id, 1), true)
      assert.equal(await trial.find('books', book.id), undefined)
      assert.equal(await trial.find('bookTags', link.id), undefined)
      assert.notEqual(await trial.find('tags', tag.id), undefined)
    })

    test('a reference emptied is a change of its row', async () => {
      const person = await trial.insert('people', { name: 'owner' })
      const pupil = await trial.insert('people', { name: 'pupil', mentorId: person.id })
      const book = await trial.insert('books', { title: 'owned', ownerId: person.id })
      assert.equal(await trial.store.delete(modelOf('people'), person.id, 1), true)
      const found = await trial.find('books', book.id)
      assert.equal(found?.version, 2)
      assert.equal((JSON.parse(found.json) as Record<string, unknown>)['ownerId'], null)
      assert.equal((await trial.find('people', pupil.id))?.version, 2)
    })

    test('a reference emptied on purpose is one change', async () => {
      const person = await trial.insert('people', { name: 'giver' })
      const book = await trial.insert('books', { title: 'given', ownerId: person.id })
      assert.equal((await update('books', book.id, 1, { ownerId: null }))?.version, 2)
      assert.equal((await trial.find('books', book.id))?.version, 2)
    })

    test('a secret is found by findSecret alone', async () => {
      const { id, json } = await trial.insert('people', { name: 'secretive', password: '$argon2id$x' })
      assert.doesNotMatch(json, /argon2id/)
      const asked = await trial.find('people', id, select('people', ['password', 'name']))
      assert.equal(asked?.json, '{"name":"secretive"}')
      assert.equal(await trial.store.findSecret(modelOf('people'), id, 'password'), '$argon2id$x')
    })

    test('a secret that was never set is null', async () => {
      const { id } = await trial.insert('people', { name: 'open' })
      assert.equal(await trial.store.findSecret(modelOf('people'), id, 'password'), null)
      const nobody = '019b7000-0000-7000-8000-00000000dead'
      assert.equal(await trial.store.findSecret(modelOf('people'), nobody, 'password'), undefined)
    })
  })
}
