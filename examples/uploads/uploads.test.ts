import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startExample, type Example } from '../start-example.ts'

let example: Example
before(async () => {
  example = await startExample(`${import.meta.dirname}/main.ts`)
})
after(() => example.stop())

const png = new File([new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0])], 'soup.png', {
  type: 'image/png',
})

function soup(photo: File): FormData {
  const form = new FormData()
  form.append('title', 'Soup')
  form.append('tags', 'hot')
  form.append('tags', 'quick')
  form.append('photo', photo)
  return form
}

test('a form brings a row and its file at once', async () => {
  const { status, body } = await example.send('POST', '/recipes', { form: soup(png) })
  assert.equal(status, 201)
  const { name, type, bytes, url } = body['photo'] as Record<string, unknown>
  assert.deepEqual([name, type, bytes, url], ['soup.png', 'image/png', 9, `/recipes/${body['id']}/photo`])
  assert.deepEqual([body['servings'], body['tags']], [2, ['hot', 'quick']])
})

test('what is no picture is a fault like any other', async () => {
  const text = new File(['soup'], 'soup.png', { type: 'image/png' })
  const { status, body } = await example.send('POST', '/recipes', { form: soup(text) })
  assert.equal(status, 422)
  assert.deepEqual(
    (body['errors'] as readonly { readonly pointer: string }[]).map(({ pointer }) => pointer),
    ['/photo'],
  )
})

test('JSON goes on as ever', async () => {
  const { status, body } = await example.send('POST', '/recipes', { body: { title: 'Bread' } })
  assert.deepEqual([status, body['photo']], [201, null])
})
