// `ninety db …` on the API of a module: what it writes, what becomes of the database, and what it ends with.
import assert from 'node:assert/strict'
import { appendFileSync, existsSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { describe, test } from 'node:test'
import { runCli } from '../../src/cli.ts'
import { listen } from '../../src/index.ts'
import { Project as AnyProject } from './db-project.ts'

/** A project on SQLite. */
class Project extends AnyProject {
  readonly file = join(this.folder, 'data.db')
  readonly import = `import { sqlite } from 'ninety/sqlite'`
  readonly store = `sqlite('${this.file}')`

  constructor(fields: string, options = '') {
    super()
    this.declare(fields, options)
  }

  query(statement: string): unknown[] {
    const database = new DatabaseSync(this.file)
    const rows = database.prepare(statement).all()
    database.close()
    return rows.map((row) => ({ ...row }))
  }

  execute(statement: string): void {
    const database = new DatabaseSync(this.file)
    database.exec(statement)
    database.close()
  }

  /** With its first migration applied, and a row. */
  static async begun(fields = 'text: field.text()', options = ''): Promise<Project> {
    const project = new Project(fields, options)
    assert.equal((await project.db('diff', 'begin')).code, 0)
    assert.equal((await project.db('migrate')).code, 0)
    project.execute(
      `INSERT INTO notes (id, version, text, "createdAt", "updatedAt") VALUES ('a', 1, 'kept', '2030', '2030')`,
    )
    return project
  }
}

const first = '20300101120000_begin'
const second = '20300101120001_more'

describe('ninety db', () => {
  test('leads from nothing to the declarations and back', async () => {
    const project = new Project('text: field.text()')
    const { output } = await project.db('diff', 'Begin!')
    assert.match(output, /^notes: is made$/m)
    assert.match(output, new RegExp(`Wrote ${first}\\.up\\.sql and ${first}\\.down\\.sql\\.`))
    assert.deepEqual(readdirSync(project.migrations).sort(), [
      `${first}.down.sql`,
      `${first}.up.sql`,
      'schema.json',
    ])
    assert.deepEqual(await project.db('migrate'), { code: 0, output: `Applied ${first}.\n`, complaint: '' })
    assert.deepEqual(await project.db('migrate'), { code: 0, output: 'Nothing is pending.\n', complaint: '' })
    assert.deepEqual(await project.db('check'), { code: 0, output: '0 differences\n', complaint: '' })
    assert.deepEqual(await project.db('rollback'), { code: 0, output: `Undid ${first}.\n`, complaint: '' })
    const left = project.query(
      `SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'`,
    )
    assert.deepEqual(left, [{ name: 'ninety_migrations' }])
    assert.equal((await project.db('rollback')).output, 'Nothing is applied.\n')
  })

  test('keeps the rows when a column is added and taken back', async () => {
    const project = await Project.begun()
    project.declare(`text: field.text(), state: field.choice('open', 'done').default('open')`)
    await project.db('diff', 'more')
    await project.db('migrate')
    assert.deepEqual(project.query('SELECT text, state FROM notes'), [{ text: 'kept', state: 'open' }])
    await project.db('rollback')
    assert.deepEqual(project.query('SELECT * FROM notes'), [
      { id: 'a', version: 1, text: 'kept', createdAt: '2030', updatedAt: '2030' },
    ])
  })

  test('tells what is applied and what is pending', async () => {
    const project = await Project.begun()
    assert.equal((await project.db('status')).code, 0)
    project.declare('text: field.text().optional()')
    await project.db('diff', 'more')
    const { code, output } = await project.db('status')
    assert.deepEqual([code, output], [1, `applied\t${first}\t2030-01-01T12:00:00.000Z\npending\t${second}\n`])
  })

  test('tells that there are no migrations yet', async () => {
    const project = new Project('text: field.text()')
    const { code, output } = await project.db('status')
    assert.deepEqual(
      [code, output],
      [0, `There are no migrations in ${project.migrations}: make the first by \`ninety db diff\`.\n`],
    )
  })

  test('makes no migration where nothing has changed', async () => {
    const project = await Project.begun()
    assert.deepEqual(await project.db('diff', 'more'), {
      code: 0,
      output: 'Nothing has changed.\n',
      complaint: '',
    })
    assert.equal(readdirSync(project.migrations).length, 3)
  })

  test('names everything that is not as declared', async () => {
    const project = await Project.begun()
    project.declare('text: field.text().indexed(), due: field.date().optional()')
    project.execute('ALTER TABLE notes ADD COLUMN stray TEXT; DROP INDEX "notes_createdAt_id_index"')
    const { code, output } = await project.db('check')
    assert.equal(code, 1)
    assert.deepEqual(output.trim().split('\n').sort(), [
      '6 differences',
      'database: column notes.due is missing',
      'database: column notes.stray is not declared',
      'database: index notes_createdAt_id_index is missing',
      'database: index notes_text_id_index is missing',
      'no migration yet: notes.due: is added, optional date',
      'no migration yet: notes: gets the index notes_text_id_index',
    ])
  })

  test('shows the statements without writing them', async () => {
    const project = await Project.begun()
    project.declare('text: field.text(), due: field.date().optional()')
    assert.deepEqual(await project.db('show'), {
      code: 0,
      output: 'notes.due: is added, optional date\n',
      complaint: '',
    })
    const { output } = await project.db('show', '--sql')
    assert.match(output, /^alter table "notes" add column "due" text;$/m)
    assert.equal(readdirSync(project.migrations).length, 3)
  })

  test('drops everything and begins anew, but not in production', async () => {
    const project = await Project.begun()
    project.execute('CREATE TABLE other (a); CREATE VIEW both AS SELECT * FROM notes, other')
    process.env['NODE_ENV'] = 'production'
    try {
      assert.equal((await project.db('reset')).code, 2)
    } finally {
      delete process.env['NODE_ENV']
    }
    assert.equal(project.query('SELECT * FROM notes').length, 1)
    assert.equal((await project.db('reset')).output, `Applied ${first}.\n`)
    assert.deepEqual(project.query('SELECT * FROM notes'), [])
    assert.equal((await project.db('check')).code, 0)
  })
})

describe('ninety db seed', () => {
  const seed = async (content: string) => {
    const project = await Project.begun()
    const file = join(project.folder, 'seed.ts')
    writeFileSync(file, content)
    return { project, ...(await project.db('seed', file)) }
  }

  test('says what to name where there is no such file', async () => {
    const { code, complaint } = await (await Project.begun()).db('seed', 'nowhere.ts')
    assert.equal(code, 2)
    assert.match(
      complaint,
      /^nowhere\.ts cannot be imported .*: name a file with: export default async function seed/,
    )
  })

  test('hands over the API, started', async () => {
    const { project, code } = await seed(`
      import { anonymous } from 'ninety'
      export default async ({ context: { store, models, work } }) =>
        store.transaction(async (session) => {
          const selection = { properties: [{ name: 'id' }], expansions: [], form: 'code' }
          await work(session, anonymous).create(models.get('notes'), { text: 'sown' }, selection)
        })`)
    assert.equal(code, 0)
    assert.deepEqual(project.query('SELECT text FROM notes ORDER BY text'), [
      { text: 'kept' },
      { text: 'sown' },
    ])
  })

  test('needs a function', async () => {
    const { code, complaint } = await seed('export const seed = 1')
    assert.equal(code, 2)
    assert.match(complaint, /exports no function as default/)
  })
})

describe('renames', () => {
  test('refuse to drop what would not go', async () => {
    const project = await Project.begun('text: field.text()')
    project.declare('body: field.text().optional()')
    const { code, complaint } = await project.db('diff', 'more', '--drop', 'notes.txt')
    assert.equal(code, 2)
    assert.match(complaint, /--drop names notes\.txt, which would not go/)
  })

  test('are refused while nobody says what they are', async () => {
    const project = await Project.begun('text: field.text()')
    project.declare('body: field.text()')
    const { code, complaint } = await project.db('diff', 'more')
    assert.equal(code, 2)
    assert.match(
      complaint,
      /notes\.body is new while text is gone.*\.renamedFrom\('text'\), or say --drop notes\.text/,
    )
    assert.equal(readdirSync(project.migrations).length, 3)
  })

  test('are made as they are declared', async () => {
    const project = await Project.begun('text: field.text().indexed()')
    project.declare(`body: field.text().indexed().renamedFrom('text')`)
    await project.db('diff', 'more', '--at-once')
    await project.db('migrate')
    assert.deepEqual(project.query('SELECT body FROM notes'), [{ body: 'kept' }])
    assert.equal((await project.db('check')).code, 0)
    assert.equal((await project.db('diff', 'again')).output, 'Nothing has changed.\n')
  })

  test('are made as they are answered', async () => {
    const project = await Project.begun('text: field.text()')
    project.declare('body: field.text()')
    project.answer = 'text'
    await project.db('diff', 'more', '--at-once')
    await project.db('migrate')
    assert.deepEqual(project.query('SELECT body FROM notes'), [{ body: 'kept' }])
  })

  test('are none where what is gone is dropped', async () => {
    const project = await Project.begun('text: field.text()')
    project.declare('body: field.text().optional()')
    const { code, complaint } = await project.db('diff', 'more', '--at-once', '--drop', 'notes.text')
    assert.equal(code, 0)
    assert.match(complaint, /Warning: notes\.text: its values are lost/)
    await project.db('migrate')
    assert.deepEqual(project.query('SELECT body FROM notes'), [{ body: null }])
  })

  test('of tables keep their rows', async () => {
    const project = await Project.begun('text: field.text().unique()', `search: ['text']`)
    project.declare('text: field.text().unique()', `search: ['text'], table: 'papers', renamedFrom: 'notes'`)
    assert.equal((await project.db('diff', 'more')).code, 0)
    await project.db('migrate')
    assert.deepEqual(project.query('SELECT text FROM papers'), [{ text: 'kept' }])
    assert.equal((await project.db('check')).output, '0 differences\n')
    await project.db('rollback')
    assert.deepEqual(project.query('SELECT text FROM notes'), [{ text: 'kept' }])
  })
})

describe('migrations that are written by hand', () => {
  test('change rows by statements and by code', async () => {
    const project = await Project.begun()
    project.write(`${second}.up.sql`, `UPDATE notes SET text = text || '!'`)
    project.write(
      '20300101120002_code.ts',
      `export async function up(session) {
        for (const { id } of await session.all('SELECT id FROM notes WHERE text = ?', 'kept!'))
          await session.run('UPDATE notes SET text = ? WHERE id = ?', 'by code', id)
      }
      export const down = (session) => session.run("UPDATE notes SET text = 'undone'")`,
    )
    const { output } = await project.db('migrate')
    assert.equal(output, `Applied ${second}.\nApplied 20300101120002_code.\n`)
    assert.deepEqual(project.query('SELECT text FROM notes'), [{ text: 'by code' }])
    await project.db('rollback')
    assert.deepEqual(project.query('SELECT text FROM notes'), [{ text: 'undone' }])
    const { code, complaint } = await project.db('rollback')
    assert.equal(code, 2)
    assert.match(complaint, /has no way back/)
  })

  test('are undone as a whole where they fail', async () => {
    const project = await Project.begun()
    project.write(`${second}.up.sql`, `UPDATE notes SET text = 'lost'; INSERT INTO nowhere VALUES (1);`)
    const { code, complaint } = await project.db('migrate')
    assert.equal(code, 2)
    assert.match(complaint, new RegExp(`^${second} fails \\(.*nowhere`))
    assert.deepEqual(project.query('SELECT text FROM notes'), [{ text: 'kept' }])
    assert.match((await project.db('status')).output, new RegExp(`pending\t${second}`))
  })

  test('may not end their transaction', async () => {
    const project = await Project.begun()
    project.write(`${second}.up.sql`, `UPDATE notes SET text = 'lost'; COMMIT; SELECT 1`)
    const { code, complaint } = await project.db('migrate')
    assert.equal(code, 2)
    assert.match(complaint, new RegExp(`^${second} ends the transaction`))
    assert.deepEqual(project.query('SELECT text FROM notes'), [{ text: 'kept' }])
  })

  test('may not be changed once they are applied', async () => {
    const project = await Project.begun()
    appendFileSync(join(project.migrations, `${first}.up.sql`), '-- one more line\n')
    const { code, complaint } = await project.db('migrate')
    assert.equal(code, 2)
    assert.match(complaint, /was changed since it was applied/)
    assert.match((await project.db('status')).output, /^changed\t/)
  })

  test('have names that say when they are applied', async () => {
    const project = await Project.begun()
    project.write('later.up.sql', 'SELECT 1')
    project.write('20300101130000_lonely.down.sql', 'SELECT 1')
    const { code, complaint } = await project.db('migrate')
    assert.equal(code, 2)
    assert.match(complaint, /later\.up\.sql is no name of a migration/)
    assert.match(complaint, /20300101130000_lonely has no \.up\.sql/)
  })
})

describe('a database that is there', () => {
  test('is adopted by a stamp, and then is as declared', async () => {
    const project = new Project(
      'text: field.text().unique(), email: field.email().indexed()',
      `search: ['text']`,
    )
    const api = await project.importApi()
    await api.start()
    await api.context.store.close()
    assert.equal((await project.db('diff', 'begin')).code, 0)
    assert.equal((await project.db('check')).code, 1)
    assert.match((await project.db('migrate')).complaint, /already exists.*`ninety db stamp`/)
    assert.equal((await project.db('stamp')).output, `Stamped ${first}.\n`)
    assert.deepEqual(await project.db('check'), { code: 0, output: '0 differences\n', complaint: '' })
  })

  test('is not one that goes with the process', async () => {
    const project = new Project('text: field.text()')
    project.declare('text: field.text()')
    const module = join(project.folder, 'temporary.ts')
    writeFileSync(
      module,
      `import { createApi } from 'ninety'
      import { sqlite } from 'ninety/sqlite'
      export const api = createApi({ store: sqlite(), resources: [] })`,
    )
    let complaint = ''
    const code = await runCli(['db', 'migrate', module], {
      write: () => {},
      complain: (line) => void (complaint += line),
      readSecret: async () => '',
      now: () => 0,
    })
    assert.equal(code, 2)
    assert.match(complaint, /keeps its rows where migrations cannot work/)
    assert.equal(existsSync(join(project.folder, 'migrations')), false)
  })
})

test('processes that migrate at once apply each migration once', async () => {
  const project = await Project.begun()
  project.execute('CREATE TABLE tally (n)')
  for (const number of [1, 2, 3])
    project.write(
      `2030010112010${number}_slow.ts`,
      `export async function up(session) {
        await session.run('INSERT INTO tally VALUES (?)', ${number})
        await new Promise((resolve) => setTimeout(resolve, 300))
      }`,
    )
  const runs = await Promise.all(['migrate', 'migrate', 'migrate'].map((command) => project.spawn(command)))
  assert.deepEqual(
    runs.map(({ code, complaint }) => [code, complaint]),
    [
      [0, ''],
      [0, ''],
      [0, ''],
    ],
  )
  assert.deepEqual(project.query('SELECT n FROM tally'), [{ n: 1 }, { n: 2 }, { n: 3 }])
  assert.equal(runs.flatMap(({ output }) => [...output.matchAll(/Applied/g)]).length, 3)
})

test('a process that is killed leaves the database as it was', async () => {
  const project = await Project.begun()
  const begun = join(project.folder, 'begun')
  project.write(
    `${second}.ts`,
    `import { existsSync, writeFileSync } from 'node:fs'
    export async function up(session) {
      await session.run("UPDATE notes SET text = 'half'")
      await session.run('CREATE TABLE half (a)')
      if (existsSync('${begun}')) return
      writeFileSync('${begun}', '')
      process.kill(process.pid, 'SIGKILL')
    }`,
  )
  await project.spawn('migrate')
  assert.equal(existsSync(begun), true)
  assert.deepEqual(project.query('SELECT text FROM notes'), [{ text: 'kept' }])
  assert.deepEqual(project.query(`SELECT 1 FROM sqlite_schema WHERE name = 'half'`), [])
  assert.equal((await project.db('migrate')).output, `Applied ${second}.\n`)
  assert.deepEqual(project.query('SELECT text FROM notes'), [{ text: 'half' }])
})

test('a server goes on while its tables are made anew', async () => {
  const project = await Project.begun()
  const server = await listen(await project.importApi(), { port: 0 })
  try {
    assert.equal((await fetch(`${server.url}/notes`)).status, 200)
    project.declare('text: field.text().optional()')
    await project.db('diff', 'more')
    const migrated = project.spawn('migrate')
    const run = { isOver: false }
    void migrated.then(() => (run.isOver = true))
    let written = 0
    do {
      assert.equal(await write(server.url), 201)
      written++
    } while (!run.isOver)
    assert.equal((await migrated).code, 0)
    assert.equal(await write(server.url), 201)
    assert.equal((await fetch(`${server.url}/notes`)).status, 200)
    assert.deepEqual(project.query('SELECT count(*) AS n FROM notes'), [{ n: written + 2 }])
  } finally {
    await server.close()
  }
})

async function write(url: string): Promise<number> {
  const headers = { 'content-type': 'application/json' }
  return (await fetch(`${url}/notes`, { method: 'POST', headers, body: '{"text":"more"}' })).status
}
