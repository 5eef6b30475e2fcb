// A release that serves while the next one comes: what each does on the tables that both share, and what becomes of the rows.
import assert from 'node:assert/strict'
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { anyone } from '../../src/declaration/policy/rule.ts'
import { resource } from '../../src/declaration/resource/resource.ts'
import type { Fields } from '../../src/declaration/schema/field.ts'
import { readMigrations, readSnapshot, writeMigration } from '../../src/engine/migrations/migration-folder.ts'
import { openDatabase, type OpenDatabase } from '../../src/engine/migrations/open-database.ts'
import { planPhases } from '../../src/engine/migrations/plan-phases.ts'
import { resolveRenames, toDeclaredRenames } from '../../src/engine/migrations/renames.ts'
import { findStates, migrate, rollback } from '../../src/engine/migrations/run.ts'
import { toSnapshot } from '../../src/engine/migrations/to-snapshot.ts'
import { createApi } from '../../src/index.ts'
import { migrations } from '../../src/migrations.ts'
import type { Store } from '../../src/engine/store/store.ts'
import { toAllModels } from '../../src/server/api/all-models.ts'
import { createTestApi } from '../../src/testing.ts'

type Row = Readonly<Record<string, unknown>>
const now = () => Date.UTC(2030, 0, 1)

/** The declarations of a release: notes, and perhaps what comes or goes with them. */
export interface Declarations {
  readonly fields: Fields
  readonly options?: object
  /** Fields of another resource, `marks`. */
  readonly marks?: Fields
}

const toResources = ({ fields, options, marks }: Declarations) => [
  resource('notes', { fields, access: anyone(), ...options } as never),
  ...(marks === undefined ? [] : [resource('marks', { fields: marks, access: anyone() } as never)]),
]

/** A release that runs: an API with a store of its own. */
export class Release implements AsyncDisposable {
  readonly #api: Awaited<ReturnType<typeof createTestApi>>
  readonly #store: Store

  constructor(api: Awaited<ReturnType<typeof createTestApi>>, store: Store) {
    this.#api = api
    this.#store = store
  }

  async create(body: Row, path = 'notes'): Promise<string> {
    const made = await this.request('POST', `/${path}`, body)
    assert.equal(made.status, 201, JSON.stringify(made.body))
    return String(made.body['id'])
  }

  async change(id: string, body: Row): Promise<void> {
    const changed = await this.request('PATCH', `/notes/${id}`, body)
    assert.equal(changed.status, 200, JSON.stringify(changed.body))
  }

  /** What it shows of a row, but for when it was made and changed. */
  async read(id: string, path = 'notes'): Promise<Row> {
    const found = await this.request('GET', `/${path}/${id}`)
    assert.equal(found.status, 200, JSON.stringify(found.body))
    const { id: _, createdAt: __, updatedAt: ___, ...values } = found.body
    return values
  }

  async list(query = ''): Promise<readonly string[]> {
    const { status, body } = await this.request('GET', `/notes${query}`)
    assert.equal(status, 200, JSON.stringify(body))
    return (body['data'] as Row[]).map(({ id }) => String(id)).sort()
  }

  request(method: string, path: string, body?: Row) {
    const type = method === 'PATCH' ? 'application/merge-patch+json' : 'application/json'
    const content = body === undefined ? {} : { body, headers: { 'content-type': type } }
    return this.#api.anonymous.request<Row>(method, path, content)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#api.close()
    await this.#store.close()
  }
}

/** A database and its migrations. */
export class Deployment implements AsyncDisposable {
  readonly #root = mkdtempSync(join(tmpdir(), 'ninety-releases-'))
  readonly #folder = join(this.#root, 'latest')
  /** The migrations that each release knows. */
  readonly #folders = new Map<Declarations, string>()
  readonly #open: () => Store
  readonly #drop: () => Promise<void>
  readonly #database: OpenDatabase
  readonly #own: Store

  constructor(open: () => Store, drop: () => Promise<void>) {
    this.#open = open
    this.#drop = drop
    this.#own = open()
    this.#database = openDatabase(this.#own.database!)
  }

  get dialect() {
    return this.#database.database.dialect
  }

  /** Writes the migrations that lead to some declarations; says which there are. */
  async write(declarations: Declarations): Promise<readonly string[]> {
    const models = this.#toModels(declarations)
    const { dialect } = this.#database.database
    const [from, to] = [readSnapshot(this.#folder, dialect), toSnapshot(dialect, models)]
    const renames = await resolveRenames(from, to, toDeclaredRenames(models), async () => null)
    const plans = planPhases(from, to, renames, this.#database.dialect)
    const names = plans.map((plan) => writeMigration(this.#folder, 'more', plan, to, now()).slice(15))
    const own = join(this.#root, `release${this.#folders.size}`)
    cpSync(this.#folder, own, { recursive: true })
    this.#folders.set(declarations, own)
    return names
  }

  /** Starts a release, which does what waits for no other to end. */
  async start(declarations: Declarations, atStart: 'apply' | 'check' = 'check'): Promise<Release> {
    const store = this.#open()
    const api = await createTestApi({
      store,
      migrations: migrations(this.#folders.get(declarations), { atStart }),
      resources: toResources(declarations),
    })
    return new Release(api as never, store)
  }

  async contract(): Promise<void> {
    const all = await readMigrations(this.#folder)
    const left = await migrate(this.#database.database, all, now, () => {}, { contract: true })
    assert.deepEqual(left, [])
  }

  async rollback(): Promise<void> {
    await rollback(this.#database.database, await readMigrations(this.#folder), 1, () => {})
  }

  async states(): Promise<readonly string[]> {
    const states = await findStates(this.#database.database, await readMigrations(this.#folder))
    return states.map(({ id, state }) => `${id.slice(15)} ${state}`)
  }

  /** What in the database is not as declared. */
  compare(declarations: Declarations) {
    const { database } = this.#database
    return database.compare(toSnapshot(database.dialect, this.#toModels(declarations)))
  }

  /** Those of the framework as well. */
  #toModels(declarations: Declarations) {
    return toAllModels(createApi({ store: this.#own, resources: toResources(declarations) } as never))
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#database.database.close()
    await this.#own.close()
    await this.#drop()
    rmSync(this.#root, { recursive: true })
  }
}
