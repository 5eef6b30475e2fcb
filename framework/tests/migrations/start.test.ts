// An API whose tables are made by migrations, and by nothing else.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { after, describe, test } from 'node:test'
import { writeMigration, readSnapshot } from '../../src/engine/migrations/migration-folder.ts'
import { anyone, createApi, DeclarationError, field, resource } from '../../src/index.ts'
import { migrations, type MigrationsOptions } from '../../src/migrations.ts'
import { toAllModels } from '../../src/server/api/all-models.ts'
import { toSnapshot } from '../../src/engine/migrations/to-snapshot.ts'
import { planMigration } from '../../src/engine/migrations/plan.ts'
import { noRenames } from '../../src/engine/migrations/renames.ts'
import { sqliteMigrations } from '../../src/engine/migrations/sqlite/script.ts'
import { mysqlMigrations } from '../../src/engine/migrations/mysql/script.ts'
import { postgresMigrations } from '../../src/engine/migrations/postgres/script.ts'
import { mysql } from '../../src/mysql.ts'
import { postgres } from '../../src/postgres.ts'
import { sqlite } from '../../src/sqlite.ts'
import { createDatabase, skip as skipMysql } from '../store/mysql-database.ts'
import { createSchema, skip } from '../store/postgres-database.ts'
import { createTestApi } from '../../src/testing.ts'

const root = mkdtempSync(join(tmpdir(), 'ninety-start-'))
after(() => rmSync(root, { recursive: true }))

const old = resource('notes', { fields: { text: field.text() }, access: anyone() })
const current = resource('notes', {
  fields: { text: field.text(), due: field.date().optional().indexed() },
  access: anyone(),
})
type Notes = typeof old | typeof current

let count = 0

/** A database and the migrations of its own; the first one makes the old notes. */
class Project {
  readonly folder = join(root, `project${++count}`)
  readonly file = join(this.folder, 'data.db')

  constructor() {
    this.write(old, 'begin')
  }

  create(notes: Notes, options?: MigrationsOptions) {
    return createApi({
      store: sqlite(this.file),
      migrations: migrations(this.folder, options),
      resources: [notes],
    } as never)
  }

  write(notes: Notes, name: string): string {
    const declared = toSnapshot('sqlite', toAllModels(this.create(notes)))
    const plan = planMigration(readSnapshot(this.folder, 'sqlite'), declared, noRenames, sqliteMigrations)
    return writeMigration(this.folder, name, plan!, declared, Date.UTC(2030, 0, 1))
  }

  /** Starts an API, as serving it does, and lets go of it. */
  async start(notes: Notes, options?: MigrationsOptions): Promise<string> {
    const api = this.create(notes, options)
    try {
      await api.start()
      return 'started'
    } catch (error) {
      assert.ok(error instanceof DeclarationError)
      return error.faults.map(({ path, message }) => `${path} ${message}`).join('\n')
    } finally {
      await api.context.store.close()
    }
  }

  execute(statement: string): void {
    const database = new DatabaseSync(this.file)
    database.exec(statement)
    database.close()
  }
}

describe('a start of an API with migrations', () => {
  test('is refused by a database that is behind, which stays as it is', async () => {
    const project = new Project()
    assert.match(await project.start(old), /^migrations\.\d+_begin is not applied in the database$/)
    assert.match(await project.start(old), /is not applied/)
    assert.equal(await project.start(old, { atStart: 'apply' }), 'started')
    assert.equal(await project.start(old), 'started')
  })

  test('is refused where the declarations are ahead of the migrations', async () => {
    const project = new Project()
    assert.equal(
      await project.start(current, { atStart: 'apply' }),
      'column notes.due is missing in the database\nindex notes_due_id_index is missing in the database',
    )
  })

  test('is refused where an applied migration was changed', async () => {
    const project = new Project()
    await project.start(old, { atStart: 'apply' })
    const [id] = readMigrationIds(project.file)
    writeFileSync(join(project.folder, `${id}.up.sql`), 'SELECT 1')
    assert.equal(await project.start(old), `migrations.${id} was changed in the database`)
  })

  test('goes on with what a newer release has added', async () => {
    const project = new Project()
    await project.start(old, { atStart: 'apply' })
    project.execute('ALTER TABLE notes ADD COLUMN due TEXT; CREATE TABLE others (a)')
    assert.equal(await project.start(old), 'started')
    project.execute(`INSERT INTO ninety_migrations VALUES ('20310101000000_newer', 'x', 'y')`)
    project.execute('DROP INDEX "notes_createdAt_id_index"')
    assert.equal(await project.start(old), 'started')
    project.execute('ALTER TABLE notes DROP COLUMN text')
    assert.equal(await project.start(old), 'column notes.text is missing in the database')
  })

  test('applies each migration once where several start in one process', async () => {
    const project = new Project()
    writeFileSync(
      join(project.folder, '20310101000000_slow.ts'),
      `export async function up(session) {
        await session.run('CREATE TABLE tally (n)')
        await new Promise((resolve) => setTimeout(resolve, 200))
      }`,
    )
    const starts = [1, 2, 3].map(() => project.start(old, { atStart: 'apply' }))
    assert.deepEqual(await Promise.all(starts), ['started', 'started', 'started'])
  })

  test('brings a temporary database up to date', async () => {
    const project = new Project()
    project.write(current, 'due')
    const api = await createTestApi({
      store: sqlite(),
      migrations: migrations(project.folder),
      resources: [current],
    })
    const { due } = await api.anonymous.notes.create({ text: 'kept', due: '2030-01-01' })
    assert.equal(due, '2030-01-01')
    await api.close()
  })
})

function readMigrationIds(file: string): string[] {
  const database = new DatabaseSync(file)
  const ids = database.prepare('SELECT id FROM ninety_migrations').all()
  database.close()
  return ids.map(({ id }) => String(id))
}

async function startOn(folder: string, url: string, notes: Notes, options?: MigrationsOptions) {
  const store = url.startsWith('mysql') ? mysql(url) : postgres(url, { connections: 2 })
  const api = createApi({ store, migrations: migrations(folder, options), resources: [notes] } as never)
  return api.start().then(
    () => store.close().then(() => 'started'),
    async (error: unknown) => {
      await store.close()
      assert.ok(error instanceof DeclarationError)
      return error.faults.map(({ path, message }) => `${path} ${message}`).join('\n')
    },
  )
}

const dialects = { postgres: postgresMigrations, mysql: mysqlMigrations }

function writeFor(
  folder: string,
  notes: Notes,
  name: string,
  dialect: keyof typeof dialects = 'postgres',
): void {
  const api = createApi({ store: sqlite(), resources: [notes] } as never)
  const declared = toSnapshot(dialect, toAllModels(api))
  const plan = planMigration(readSnapshot(folder, dialect), declared, noRenames, dialects[dialect])
  writeMigration(folder, name, plan!, declared, Date.UTC(2030, 0, 1))
}

describe('a start of an API with migrations on PostgreSQL', { skip }, () => {
  test('is refused by a database that is behind, or brings it up to date', async () => {
    const folder = join(root, 'postgres')
    const { url, query } = await openSchema()
    writeFor(folder, old, 'begin')
    assert.match(await startOn(folder, url, old), /^migrations\.\d+_begin is not applied in the database$/)
    assert.equal(await startOn(folder, url, old, { atStart: 'apply' }), 'started')
    assert.equal(
      await startOn(folder, url, current),
      'column notes.due is missing in the database\nindex notes_due_id_index is missing in the database',
    )
    writeFor(folder, current, 'due')
    const starts = [1, 2, 3].map(() => startOn(folder, url, current, { atStart: 'apply' }))
    assert.deepEqual(await Promise.all(starts), ['started', 'started', 'started'])
    await query(`DELETE FROM ninety_migrations WHERE id LIKE '%begin'`)
    assert.match(await startOn(folder, url, current), /_begin is not applied/)
  })

  test('of the release before goes on with what a newer one has added', async () => {
    const folder = join(root, 'postgres-older')
    const { url, query } = await openSchema()
    writeFor(folder, old, 'begin')
    await startOn(folder, url, old, { atStart: 'apply' })
    await query('ALTER TABLE notes ADD COLUMN due date; CREATE TABLE others (a integer)')
    await query(`INSERT INTO ninety_migrations VALUES ('20310101000000_newer', 'x', 'y')`)
    await query('DROP INDEX "notes_createdAt_id_index"')
    assert.equal(await startOn(folder, url, old), 'started')
    await query('ALTER TABLE notes DROP COLUMN text')
    assert.equal(await startOn(folder, url, old), 'column notes.text is missing in the database')
  })

  test('of the release before goes on while a newer one is migrating', async () => {
    const folder = join(root, 'postgres-meanwhile')
    const { url, query } = await openSchema()
    writeFor(folder, old, 'begin')
    await startOn(folder, url, old, { atStart: 'apply' })
    await query(`CREATE TABLE ninety_migrations_begun (id text, checksum text, way text, done integer);
      INSERT INTO ninety_migrations_begun VALUES ('20310101000000_newer', 'x', 'up', 1)`)
    assert.equal(await startOn(folder, url, old), 'started')
  })
})

async function openSchema() {
  const schema = await createSchema()
  return { url: schema.url, query: (text: string) => schema.query(text) }
}

test('a start on MySQL or MariaDB is refused, or brings it up to date', { skip: skipMysql }, async () => {
  const folder = join(root, 'mysql')
  const { url } = await createDatabase()
  writeFor(folder, old, 'begin', 'mysql')
  assert.match(await startOn(folder, url, old), /^migrations\.\d+_begin is not applied in the database$/)
  assert.equal(await startOn(folder, url, old, { atStart: 'apply' }), 'started')
  assert.equal(
    await startOn(folder, url, current),
    'column notes.due is missing in the database\nindex notes.notes_due_id_index is missing in the database',
  )
  writeFor(folder, current, 'due', 'mysql')
  const starts = [1, 2, 3].map(() => startOn(folder, url, current, { atStart: 'apply' }))
  assert.deepEqual(await Promise.all(starts), ['started', 'started', 'started'])
})
