import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { startExample, type Example } from '../start-example.ts'

let example: Example
before(async () => {
  example = await startExample(`${import.meta.dirname}/main.ts`)
  const make = async (path: string, body: unknown) => {
    const answer = await example.send('POST', path, { body })
    assert.equal(answer.status, 201, answer.text)
    return answer.body
  }
  const melville = (await make('/authors', { name: 'Melville' }))['id']
  const woolf = (await make('/authors', { name: 'Woolf' }))['id']
  const made = await make('/books', [
    { title: 'Moby-Dick', summary: 'A whale', year: 1851, price: '12.50', authorId: melville },
    { title: 'Billy Budd', summary: null, year: 1924, price: '8.00', authorId: melville },
    { title: 'The Waves', summary: 'Six voices, no whale', year: 1931, price: '9.90', authorId: woolf },
  ])
  const [{ id }] = made['data'] as [{ id: string }]
  assert.equal((await example.send('PUT', '/subjects/whales', { body: { name: 'Whales' } })).status, 201)
  assert.equal((await example.send('PUT', `/books/${id}/subjects/whales`)).status, 201)
})
after(() => example.stop())

async function titles(path: string): Promise<string[]> {
  const { status, body, text } = await example.send('GET', path)
  assert.equal(status, 200, text)
  return (body['data'] as { title: string }[]).map(({ title }) => title)
}

describe('books are found', () => {
  test('by their author', async () =>
    assert.deepEqual(await titles('/books?author.name=Melville&sort=year'), ['Moby-Dick', 'Billy Budd']))

  test('by what they are about', async () =>
    assert.deepEqual(await titles('/books?subjects.name=Whales'), ['Moby-Dick']))

  test('by words, one of them unfinished', async () =>
    assert.deepEqual(await titles('/books?q=whale voi'), ['The Waves']))

  test('by what does not hold, in the body of a QUERY', async () => {
    const where = { or: [{ price: { lt: '9' } }, { not: { 'author.name': 'Melville' } }] }
    const { status, body } = await example.send('QUERY', '/books', { body: { where, sort: ['price'] } })
    assert.equal(status, 200)
    assert.deepEqual(
      (body['data'] as { title: string }[]).map(({ title }) => title),
      ['Billy Budd', 'The Waves'],
    )
  })
})

test('authors are found by their books, each with the newest of them', async () => {
  const { body } = await example.send(
    'GET',
    '/authors?books.year[lt]=1900&expand=books&expand[books][sort]=-year&expand[books][limit]=1',
  )
  const [author, ...others] = body['data'] as [{ name: string; books: { title: string }[] }]
  assert.deepEqual(
    [author.name, author.books.map(({ title }) => title), others],
    ['Melville', ['Billy Budd'], []],
  )
})

test('prices are added up for each author', async () => {
  const { body } = await example.send('GET', '/books?aggregate=count,sum:price&groupBy=authorId')
  assert.deepEqual(
    (body['data'] as { count: number; sum: { price: string } }[]).map(({ count, sum }) => [count, sum.price]),
    [
      [2, '20.50'],
      [1, '9.90'],
    ],
  )
})
