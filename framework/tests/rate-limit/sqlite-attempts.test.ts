import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { createLoginThrottle } from '../../src/identity.ts'
import { sqliteAttempts, sqliteRateLimits } from '../../src/sqlite.ts'

const home = '192.0.2.1'

function inFolder(t: { after(work: () => void): void }): string {
  const folder = mkdtempSync(join(tmpdir(), 'ninety-attempts-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  return join(folder, 'counters.db')
}

describe('attempts in a file', () => {
  it('may share it with rate limits', async (t) => {
    const file = inFolder(t)
    const [attempts, limits] = [sqliteAttempts(file), sqliteRateLimits(file)]
    await createLoginThrottle({}, attempts).admit('ada', home)
    await limits.consume({ name: 'calls', limit: 1, window: 1000 }, 'address:x', 1, Date.now())
    attempts.close()
    await limits.close?.()
  })
  it('are kept without names and addresses of mailboxes', async (t) => {
    const file = inFolder(t)
    const attempts = sqliteAttempts(file)
    await createLoginThrottle({}, attempts).admit('ada@example.com', home)
    attempts.close()
    const database = new DatabaseSync(file)
    const rows = JSON.stringify(database.prepare('SELECT * FROM attempts').all())
    database.close()
    assert.match(rows, /pair:/)
    assert.doesNotMatch(rows, /ada/)
  })
  it('are counted in memory while the file cannot be written to', async (t) => {
    const attempts = sqliteAttempts(inFolder(t))
    const throttle = createLoginThrottle({ perAccountAndAddress: 2 }, attempts)
    attempts.close()
    await throttle.admit('ada', home)
    await (await throttle.admit('bob', home)).succeed()
    await throttle.admit('ada', home)
    await assert.rejects(throttle.admit('ada', home), { code: 'TOO_MANY_REQUESTS' })
  })
  it('that have expired do not pile up', async (t) => {
    const file = inFolder(t)
    const attempts = sqliteAttempts(file)
    const brief = attempts({ keyPrefix: 'brief', points: 1, duration: 0.001 })
    for (let index = 0; index < 1200; index++) await brief.consume(`key ${index}`)
    attempts.close()
    const database = new DatabaseSync(file)
    const { rows } = database.prepare('SELECT count(*) AS rows FROM attempts').get() as { rows: number }
    database.close()
    assert.ok(rows <= 600, `${rows} are left`)
  })
})
