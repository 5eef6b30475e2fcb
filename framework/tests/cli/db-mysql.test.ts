// `ninety db …` on MySQL and MariaDB, where each statement is done by itself, and what becomes of what is interrupted.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { after, describe, test } from 'node:test'
import { MysqlDatabase } from '../../src/tooling/testing/mysql-database.ts'
import { skip } from '../store/mysql-database.ts'
import { Project } from './db-project.ts'

const servers: MysqlDatabase[] = []
after(async () => {
  for (const server of servers) await server.drop()
})

const first = '20300101120000_begin'
const second = '20300101120001_more'

/** A project in a database of its own. */
class MysqlProject extends Project {
  readonly server = new MysqlDatabase()
  readonly import = `import { mysql } from 'ninety/mysql'`
  readonly store = `mysql('${this.server.url}', { connections: 4 })`

  static async open(fields = 'text: field.text()', options = ''): Promise<MysqlProject> {
    const project = new MysqlProject()
    servers.push(project.server)
    await project.server.create()
    project.declare(fields, options)
    return project
  }

  /** With its first migration applied, and rows. */
  static async begun(...texts: readonly string[]): Promise<MysqlProject> {
    const project = await MysqlProject.open()
    assert.equal((await project.db('diff', 'begin')).code, 0)
    assert.deepEqual(await project.db('migrate'), { code: 0, output: `Applied ${first}.\n`, complaint: '' })
    for (const [index, text] of texts.entries())
      await project.query(
        `INSERT INTO notes (id, version, text, "createdAt", "updatedAt") VALUES ('0000000${index}-0000-7000-8000-000000000000', 1, '${text}', now(), now())`,
      )
    return project
  }

  query(text: string) {
    return this.server.query(text)
  }

  read(name: string): string {
    return readFileSync(join(this.migrations, name), 'utf8')
  }

  async findTables(): Promise<string[]> {
    const rows = await this.query(
      `SELECT table_name AS name FROM information_schema.tables WHERE table_schema = database() AND table_name NOT IN ('ninety_migrations', 'ninety_migrations_begun', 'idempotencyKeys')`,
    )
    return rows.map(({ name }) => String(name)).sort()
  }
}

describe('ninety db on MySQL and MariaDB', { skip }, () => {
  test('leads from nothing to the declarations and back', async () => {
    const project = await MysqlProject.open(
      `text: field.text().ignoreCase().unique(), parentId: field.reference('notes', { onDelete: 'setNull' }).optional()`,
      `search: ['text']`,
    )
    assert.equal((await project.db('diff', 'begin')).code, 0)
    assert.equal((await project.db('migrate')).output, `Applied ${first}.\n`)
    assert.deepEqual(await project.db('check'), { code: 0, output: '0 differences\n', complaint: '' })
    assert.deepEqual(await project.db('rollback'), { code: 0, output: `Undid ${first}.\n`, complaint: '' })
    assert.deepEqual(await project.findTables(), [])
  })

  test('names everything that is not as declared', async () => {
    const project = await MysqlProject.begun()
    project.declare('text: field.text().max(50).indexed(), due: field.date().optional()')
    await project.query('ALTER TABLE notes ADD COLUMN stray int, DROP INDEX "notes_createdAt_id_index"')
    await project.query('CREATE TRIGGER mine BEFORE INSERT ON notes FOR EACH ROW SET NEW.stray = 1')
    const { code, output } = await project.db('check')
    assert.equal(code, 1)
    assert.deepEqual(output.trim().split('\n').sort(), [
      '9 differences',
      'database: column notes.due is missing',
      'database: column notes.stray is not declared',
      'database: column notes.text is different',
      'database: index notes.notes_createdAt_id_index is missing',
      'database: index notes.notes_text_id_index is missing',
      'database: trigger notes.mine is not declared',
      'no migration yet: notes.due: is added, optional date',
      'no migration yet: notes.text: required text becomes required text of up to 50 characters',
      'no migration yet: notes: gets the index notes_text_id_index',
    ])
  })

  test('adopts what a start has made by a stamp', async () => {
    const project = await MysqlProject.open('text: field.text().unique()', `search: ['text']`)
    const api = await project.importApi()
    await api.start()
    await api.context.store.close()
    assert.equal((await project.db('diff', 'begin')).code, 0)
    assert.match((await project.db('migrate')).complaint, /already exists.*`ninety db stamp`/)
    assert.equal((await project.db('stamp')).output, `Stamped ${first}.\n`)
    assert.deepEqual(await project.db('check'), { code: 0, output: '0 differences\n', complaint: '' })
  })

  test('drops everything and begins anew', async () => {
    const project = await MysqlProject.begun('gone')
    await project.query('CREATE VIEW mine AS SELECT text FROM notes')
    assert.deepEqual(await project.db('reset'), { code: 0, output: `Applied ${first}.\n`, complaint: '' })
    assert.deepEqual(await project.query('SELECT * FROM notes'), [])
    assert.equal((await project.db('check')).output, '0 differences\n')
  })

  test('applies each migration once where processes migrate at once', async () => {
    const project = await MysqlProject.begun()
    await project.query('CREATE TABLE tally (n integer)')
    for (const number of [1, 2])
      project.write(
        `2030010112010${number}_slow.ts`,
        `export async function up(session) {
          await session.run('INSERT INTO tally VALUES (?)', ${number})
          await new Promise((resolve) => setTimeout(resolve, 200))
        }`,
      )
    const runs = await Promise.all(['migrate', 'migrate'].map((command) => project.spawn(command)))
    assert.deepEqual(
      runs.map(({ code, complaint }) => [code, complaint]),
      [
        [0, ''],
        [0, ''],
      ],
    )
    assert.deepEqual(await project.query('SELECT n FROM tally'), [{ n: 1 }, { n: 2 }])
  })
})

/** Statements of which the third fails, as two rows are equal. */
async function stuck(): Promise<MysqlProject> {
  const project = await MysqlProject.begun('same', 'same')
  project.write(
    `${second}.up.sql`,
    `CREATE TABLE one (a int); UPDATE notes SET version = version + 1; CREATE UNIQUE INDEX "alone" ON notes (text(10)); CREATE TABLE two (a int);`,
  )
  project.write(`${second}.down.sql`, 'DROP TABLE two; DROP INDEX "alone" ON notes; DROP TABLE one;')
  const { code, complaint } = await project.db('migrate')
  assert.equal(code, 2)
  assert.match(complaint, /Duplicate entry.*try again, which goes on after what was done/)
  assert.match((await project.db('status')).output, new RegExp(`begun\t${second}`))
  return project
}

describe('a migration of several statements', { skip }, () => {
  test('goes on after what was done, once it is mended', async () => {
    const project = await stuck()
    await project.query(`UPDATE notes SET text = 'other' LIMIT 1`)
    assert.equal((await project.db('migrate')).output, `Applied ${second}.\n`)
    assert.deepEqual(await project.findTables(), ['notes', 'one', 'two'])
    assert.deepEqual(await project.query('SELECT version FROM notes'), [{ version: 2 }, { version: 2 }])
  })

  test('is undone as far as it was done', async () => {
    const project = await stuck()
    assert.deepEqual(await project.db('rollback'), { code: 0, output: `Undid ${second}.\n`, complaint: '' })
    assert.deepEqual(await project.findTables(), ['notes'])
    assert.deepEqual(await project.query('SELECT count(*) AS n FROM notes'), [{ n: 2 }])
    assert.match((await project.db('status')).output, new RegExp(`pending\t${second}`))
  })

  test('may be mended where its first statement fails', async () => {
    const project = await MysqlProject.begun()
    project.write(`${second}.up.sql`, 'CREATE TABLE notes (a int)')
    assert.equal((await project.db('migrate')).code, 2)
    project.write(`${second}.up.sql`, 'CREATE TABLE others (a int)')
    assert.equal((await project.db('migrate')).output, `Applied ${second}.\n`)
  })

  test('is not done twice where it was done when its process was lost', async () => {
    const project = await MysqlProject.begun('12')
    project.declare('text: field.integer()')
    await project.db('diff', 'more')
    await project.db('migrate')
    const [applied] = await project.query(`SELECT checksum FROM ninety_migrations WHERE id = '${second}'`)
    await project.query(`DELETE FROM ninety_migrations WHERE id = '${second}'`)
    // Its second statement had begun.
    const checksum = String(applied!['checksum'])
    await project.query(`INSERT INTO ninety_migrations_begun VALUES ('${second}', '${checksum}', 'up', 3)`)
    assert.equal((await project.db('migrate')).output, `Applied ${second}.\n`)
    assert.equal((await project.db('check')).output, '0 differences\n')
    assert.deepEqual(await project.query('SELECT text FROM notes'), [{ text: 12 }])
  })

  for (const [command, output] of [
    ['migrate', 'Applied'],
    ['rollback', 'Undid'],
  ] as const)
    for (const isDone of [false, true])
      test(`its process is killed at a statement that is${isDone ? '' : ' not'} done: ${command}`, async () => {
        const project = await MysqlProject.begun('one')
        project.declare('text: field.json()')
        await project.db('diff', 'more')
        await killAtFirst(project, isDone)
        assert.equal((await project.db(command)).output, `${output} ${second}.\n`)
        const [row] = await project.query('SELECT text FROM notes')
        assert.equal(row?.['text'], command === 'migrate' ? '"one"' : 'one')
        const state = (await project.db('status')).output
        assert.match(state, new RegExp(`${command === 'migrate' ? 'applied' : 'pending'}\t${second}`))
      })
})

/** The first statement waits for a reader while its process is killed; perhaps it is done after all. */
async function killAtFirst(project: MysqlProject, isDone: boolean): Promise<void> {
  const { createConnection } = await import('mysql2/promise')
  const other = await createConnection({ uri: project.server.url })
  await other.query('BEGIN')
  await other.query('SELECT * FROM notes')
  const { child, ended } = project.start('migrate')
  try {
    while ((await project.query('SELECT 1 FROM ninety_migrations_begun WHERE done = 1')).length === 0)
      await delay(20)
  } finally {
    child.kill('SIGKILL')
    await ended
    await other.end()
  }
  if (!isDone) return
  const [statement] = project
    .read(`${second}.up.sql`)
    .replaceAll(/^--.*$/gm, '')
    .split(';')
  // The server may have done it by itself.
  await project.query(statement!).catch((error: Error) => assert.match(error.message, /Duplicate column/))
}
