// A database that migrations are tried on: made as one set of declarations says, and changed to another.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import { always } from '../../src/declaration/condition/condition.ts'
import { selectNames } from '../../src/declaration/resource/query.ts'
import { createModels } from '../../src/declaration/resource/registry.ts'
import type { AnyResource } from '../../src/declaration/resource/resource.ts'
import type { MigratedDatabase } from '../../src/engine/migrations/database.ts'
import { openDatabase } from '../../src/engine/migrations/open-database.ts'
import { planMigration, type MigrationDialect, type Plan } from '../../src/engine/migrations/plan.ts'
import { planPhases } from '../../src/engine/migrations/plan-phases.ts'
import { resolveRenames, toDeclaredRenames, type Answer } from '../../src/engine/migrations/renames.ts'
import { emptySnapshot, type DialectName, type Snapshot } from '../../src/engine/migrations/snapshot.ts'
import { mysqlMigrations } from '../../src/engine/migrations/mysql/script.ts'
import { postgresMigrations } from '../../src/engine/migrations/postgres/script.ts'
import { sqliteMigrations } from '../../src/engine/migrations/sqlite/script.ts'
import { toSnapshot } from '../../src/engine/migrations/to-snapshot.ts'
import type { Store } from '../../src/engine/store/store.ts'
import { mysql } from '../../src/mysql.ts'
import { postgres } from '../../src/postgres.ts'
import { sqlite } from '../../src/sqlite.ts'
import { MysqlDatabase } from '../../src/tooling/testing/mysql-database.ts'
import { PostgresSchema } from '../../src/tooling/testing/postgres-schema.ts'

export const modelsOf = (resources: readonly AnyResource[]) => [...createModels(resources).values()]

export const snapshotOf = (resources: readonly AnyResource[], dialect: DialectName = 'sqlite'): Snapshot =>
  toSnapshot(dialect, modelsOf(resources))

const dialects: Readonly<Record<DialectName, MigrationDialect>> = {
  sqlite: sqliteMigrations,
  postgres: postgresMigrations,
  mysql: mysqlMigrations,
}

const nobody: Answer = async () => undefined

/** What leads from some declarations to others. */
export async function planFrom(
  before: readonly AnyResource[] | Snapshot,
  after: readonly AnyResource[],
  answer: Answer = nobody,
  dialect: DialectName = 'sqlite',
): Promise<Plan | undefined> {
  const { from, to, renames } = await toSides(before, after, answer, dialect)
  return planMigration(from, to, renames, dialects[dialect])
}

async function toSides(
  before: readonly AnyResource[] | Snapshot,
  after: readonly AnyResource[],
  answer: Answer,
  dialect: DialectName,
) {
  const from = 'tables' in before ? before : snapshotOf(before, dialect)
  const to = snapshotOf(after, dialect)
  return { from, to, renames: await resolveRenames(from, to, toDeclaredRenames(modelsOf(after)), answer) }
}

/** A database of a store that makes no tables by itself. */
export abstract class Trial {
  readonly dialect: DialectName
  readonly database: MigratedDatabase
  readonly #store: Store

  constructor(store: Store) {
    this.#store = store
    this.dialect = store.database!.dialect
    this.database = openDatabase(store.database!).database
  }

  async make(resources: readonly AnyResource[]): Promise<void> {
    const none = emptySnapshot(this.dialect)
    await this.run((await planFrom(none, resources, nobody, this.dialect))!.up)
  }

  async plan(before: readonly AnyResource[], after: readonly AnyResource[], answer: Answer = nobody) {
    return (await planFrom(before, after, answer, this.dialect))!
  }

  /** The same by steps that the release before can live with, as far as there are any. */
  async planPhases(before: readonly AnyResource[], after: readonly AnyResource[], answer: Answer = nobody) {
    const { from, to, renames } = await toSides(before, after, answer, this.dialect)
    return planPhases(from, to, renames, dialects[this.dialect])
  }

  async run(work: string): Promise<void> {
    await this.database.perform({
      work,
      isDue: async () => true,
      countDone: async () => 0,
      noteDone: async () => {},
      note: async () => {},
    })
  }

  async expect(resources: readonly AnyResource[]): Promise<void> {
    assert.deepEqual(await this.database.compare(snapshotOf(resources, this.dialect)), [])
  }

  /** Makes a row as the API would. */
  async insert(resources: readonly AnyResource[], name: string, id: string | number, values: object) {
    const model = createModels(resources).get(name)!
    const row = { id, values: values as Readonly<Record<string, unknown>>, at: '2030-01-01T00:00:00.000Z' }
    await this.#store.insert(model, row, selectNames(['id']))
  }

  /** What the API would show of a row. */
  async find(resources: readonly AnyResource[], name: string, id: string | number) {
    const model = createModels(resources).get(name)!
    const selection = selectNames([...model.properties.keys()])
    const found = await this.#store.find(model, { id, where: always, selection })
    return { version: found?.version, ...(JSON.parse(found?.json ?? '{}') as object) }
  }

  /** Runs statements beside the migrations, as a server does. */
  abstract execute(text: string): void | Promise<void>

  abstract all(text: string): unknown[] | Promise<unknown[]>

  async close(): Promise<void> {
    await this.database.close()
    await this.#store.close()
  }
}

export class SqliteTrial extends Trial {
  readonly file: string
  readonly #folder: string

  constructor() {
    const folder = mkdtempSync(join(tmpdir(), 'ninety-migrations-'))
    const file = join(folder, 'data.db')
    super(sqlite(file))
    this.#folder = folder
    this.file = file
  }

  execute(text: string): void {
    const database = new DatabaseSync(this.file)
    database.exec(text)
    database.close()
  }

  all(text: string, ...values: SQLInputValue[]): unknown[] {
    const database = new DatabaseSync(this.file, { enableForeignKeyConstraints: true })
    const rows = database.prepare(text).all(...values)
    database.close()
    return rows.map((row) => ({ ...row }))
  }

  override async close(): Promise<void> {
    await super.close()
    rmSync(this.#folder, { recursive: true })
  }
}

export class PostgresTrial extends Trial {
  readonly schema: PostgresSchema

  constructor(schema: PostgresSchema) {
    super(postgres(schema.url, { connections: 2 }))
    this.schema = schema
  }

  async execute(text: string): Promise<void> {
    await this.schema.query(text)
  }

  all(text: string): Promise<unknown[]> {
    return this.schema.query(text)
  }

  override async close(): Promise<void> {
    await super.close()
    await this.schema.drop()
  }
}

export class MysqlTrial extends Trial {
  readonly server: MysqlDatabase

  constructor(server: MysqlDatabase) {
    super(mysql(server.url, { connections: 2 }))
    this.server = server
  }

  async execute(text: string): Promise<void> {
    await this.server.query(text)
  }

  all(text: string): Promise<unknown[]> {
    return this.server.query(text)
  }

  override async close(): Promise<void> {
    await super.close()
    await this.server.drop()
  }
}

async function use<Kind extends Trial>(trial: Kind, work: (trial: Kind) => Promise<void>): Promise<void> {
  try {
    await work(trial)
  } finally {
    await trial.close()
  }
}

export const withTrial = (work: (trial: SqliteTrial) => Promise<void>): Promise<void> =>
  use(new SqliteTrial(), work)

/** @param database default: the one that all tests share */
export async function withPostgres(
  work: (trial: PostgresTrial) => Promise<void>,
  database?: string,
): Promise<void> {
  const schema = new PostgresSchema(database)
  await schema.create()
  await use(new PostgresTrial(schema), work)
}

export async function withMysql(work: (trial: MysqlTrial) => Promise<void>): Promise<void> {
  const server = new MysqlDatabase()
  await server.create()
  await use(new MysqlTrial(server), work)
}
