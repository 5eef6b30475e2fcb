import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { startExample, type Example } from '../start-example.ts'

let example: Example
before(async () => {
  example = await startExample(`${import.meta.dirname}/main.ts`)
  for (const [title, startsAt] of [
    ['Lunch, late', '2030-05-01T13:30:00Z'],
    ['Tea', '2030-05-02T16:00:00Z'],
  ])
    await example.send('POST', '/meetings', { body: { title, startsAt } })
})
after(() => example.stop())

const accept = 'text/calendar'

test('a page of rows is a calendar', async () => {
  const { status, headers, text } = await example.send('GET', '/meetings?sort=startsAt', { accept })
  assert.deepEqual([status, headers.get('content-type')], [200, 'text/calendar; charset=utf-8'])
  assert.deepEqual(
    text.split('\r\n').filter((line) => /^(?:BEGIN|DTSTART|SUMMARY)/.test(line)),
    [
      'BEGIN:VCALENDAR',
      'BEGIN:VEVENT',
      'DTSTART:20300501T133000Z',
      String.raw`SUMMARY:Lunch\, late`,
      'BEGIN:VEVENT',
      'DTSTART:20300502T160000Z',
      'SUMMARY:Tea',
    ],
  )
})

test('so is a row, found by its link', async () => {
  const list = await example.send('GET', '/meetings', { accept })
  const [, self = ''] = /UID:(.*)\r/.exec(list.text)!
  const { status, text, headers } = await example.send('GET', self, { accept })
  assert.equal(status, 200)
  assert.ok(text.includes(`UID:${self}`))
  assert.equal(headers.get('etag'), '"1-text/calendar"')
})

test('whoever does not ask for it gets JSON', async () => {
  const { body } = await example.send('GET', '/meetings')
  assert.equal((body['data'] as readonly unknown[]).length, 2)
})

test('the document says that it is there', async () => {
  const { body } = await example.send('GET', '/openapi.json')
  assert.ok(JSON.stringify(body).includes('"text/calendar":{"schema":{"type":"string"}}'))
})
