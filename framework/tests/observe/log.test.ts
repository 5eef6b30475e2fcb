import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { createLog, type LogOptions } from '../../src/index.ts'

const folder = mkdtempSync(join(tmpdir(), 'ninety-log-'))
after(() => rmSync(folder, { recursive: true, force: true }))

let count = 0
function openLog(options: LogOptions = {}) {
  const file = join(folder, `${++count}.log`)
  const { events, flush } = createLog({ ...options, file })
  const read = () =>
    readFileSync(file, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Record<string, unknown>)
  return { events, flush, read }
}

const request = {
  id: 'a-1',
  method: 'GET',
  url: '/todos?task=%0A',
  route: '/todos',
  status: 200,
  milliseconds: 2,
  principal: null,
  address: '127.0.0.1',
}

describe('the request log', () => {
  test('has one line a request', () => {
    const { events, flush, read } = openLog()
    events.emit('request.completed', request)
    events.emit('request.completed', { ...request, principal: 'ada', route: undefined })
    flush()
    const [first, second] = read()
    assert.equal(typeof first!['time'], 'number')
    assert.deepEqual({ ...first, time: 0 }, { level: 30, time: 0, ...request, msg: 'request' })
    assert.deepEqual([second!['principal'], second!['route']], ['ada', null])
  })

  for (const url of ['/a\n{"level":60}', '/"},{"', '/\u2028\\', '/\u0000\u001b[2J', '/\ud800']) {
    test(`a line keeps together with ${JSON.stringify(url)}`, () => {
      const { events, flush, read } = openLog()
      events.emit('request.completed', { ...request, url })
      flush()
      assert.deepEqual(
        read().map((line) => line['url']),
        [url],
      )
    })
  }

  for (const [url, shown] of [
    ['/a?access_token=s&limit=1', '/a?access_token=…&limit=1'],
    ['/a?limit=1&Client_Secret=s', '/a?limit=1&Client_Secret=…'],
    ['/a?password=s&passwd=s&api_key=s&apikey=s', '/a?password=…&passwd=…&api_key=…&apikey=…'],
    ['/a?owner.token[eq]=s', '/a?owner.token[eq]=s'],
    ['/token=s?name=token', '/token=s?name=token'],
  ] as const) {
    test(`a line shows no secret of ${url}`, () => {
      const { events, flush, read } = openLog()
      events.emit('request.completed', { ...request, url })
      flush()
      assert.equal(read()[0]!['url'], shown)
    })
  }

  test('writes many lines without being asked', () => {
    const { events, read } = openLog()
    for (let index = 0; index < 1000; index++) events.emit('request.completed', request)
    assert.equal(read().length, 1000)
  })

  test('writes failures at once and in order', () => {
    const { events, read } = openLog()
    events.emit('request.completed', request)
    events.emit('request.failed', { id: 'a-2', error: new TypeError('broken') })
    const lines = read()
    assert.deepEqual(
      lines.map(({ level, id }) => [level, id]),
      [
        [30, 'a-1'],
        [50, 'a-2'],
      ],
    )
    assert.equal((lines[1]!['err'] as { message: string }).message, 'broken')
  })

  test('leaves out what is less than its level', () => {
    const { events, flush, read } = openLog({ level: 'warn' })
    events.emit('request.completed', request)
    events.emit('warning', { message: 'careful' })
    flush()
    assert.deepEqual(
      read().map(({ msg }) => msg),
      ['careful'],
    )
  })
})
