import { setTimeout } from 'node:timers/promises'
import { DatabaseSync } from 'node:sqlite'
import { DeclarationError } from '../../../kernel/problem/declaration-error.ts'
import type { Difference, MigratedDatabase, MigrationSession, Step } from '../database.ts'
import { endsTransaction, refuseEnd } from '../ends-transaction.ts'
import type { Snapshot } from '../snapshot.ts'
import { compareDatabases } from './compare.ts'
import { readDirectives } from './directives.ts'
import { noteStrangers, type Execute } from './strangers.ts'

/** How long is waited for others that write, in milliseconds: a migration of theirs may take its time. */
const patience = 600_000

/** https://sqlite.org/rescode.html#busy */
const busy = 5

/** The database of an SQLite store, over a connection of its own. */
export class SqliteMigratedDatabase implements MigratedDatabase {
  readonly dialect = 'sqlite'
  readonly #database: DatabaseSync
  readonly #session: MigrationSession

  constructor(file: string) {
    this.#database = new DatabaseSync(file, { timeout: 100, enableForeignKeyConstraints: true })
    this.#session = {
      run: async (statement, ...values) => Number(this.#database.prepare(statement).run(...values).changes),
      all: async (statement, ...values) => this.#database.prepare(statement).all(...values),
    }
  }

  async hasTable(name: string): Promise<boolean> {
    const find = this.#database.prepare(`SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?`)
    return find.get(name) !== undefined
  }

  read<Result>(work: (session: MigrationSession) => Promise<Result>): Promise<Result> {
    return work(this.#session)
  }

  async perform({ work, isDue, note }: Step): Promise<boolean> {
    const script = typeof work === 'string' ? work : ''
    const { foreignKeysOff } = readDirectives(script)
    this.#database.exec(`PRAGMA foreign_keys = ${foreignKeysOff ? 'OFF' : 'ON'}`)
    await this.#begin()
    try {
      const isNeeded = await isDue(this.#session)
      if (isNeeded) {
        if (typeof work === 'string') this.#execute(work)
        else await work(this.#session)
        this.#check()
        await note(this.#session)
      }
      this.#database.exec('COMMIT')
      return isNeeded
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK')
      throw error
    } finally {
      this.#database.exec('PRAGMA foreign_keys = ON; PRAGMA legacy_alter_table = OFF')
    }
  }

  /** Waits without holding up the process, in which the transaction that is waited for may run. */
  async #begin(): Promise<void> {
    const end = performance.now() + patience
    for (;;) {
      try {
        return this.#database.exec('BEGIN IMMEDIATE')
      } catch (error) {
        if ((error as { readonly errcode?: number }).errcode !== busy || performance.now() > end) throw error
        await setTimeout(50)
      }
    }
  }

  #execute(script: string): void {
    if (endsTransaction(script)) throw refuseEnd()
    const execute: Execute = (text) => this.#database.exec(text)
    const restore = noteStrangers(this.#database, readDirectives(script).rebuilt, script)
    execute(script)
    restore(execute)
  }

  /** What a script may have left behind: no reference to nothing, and the transaction it was given. */
  #check(): void {
    if (!this.#database.isTransaction) throw refuseEnd()
    const [dangling] = this.#database.prepare('PRAGMA foreign_key_check').all()
    if (dangling === undefined) return
    const { table, parent } = dangling as { table: string; parent: string }
    throw refuse(
      `leaves rows of ${table} that refer to no row of ${parent}`,
      'mend or delete those rows first',
    )
  }

  async compare(snapshot: Snapshot): Promise<readonly Difference[]> {
    return compareDatabases(this.#database, snapshot)
  }

  async clear(): Promise<void> {
    this.#database.exec('PRAGMA foreign_keys = OFF')
    await this.#begin()
    try {
      for (const kind of ['trigger', 'view', 'table'] as const) this.#drop(kind)
      this.#database.exec('COMMIT')
    } finally {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK')
      this.#database.exec('PRAGMA foreign_keys = ON')
    }
  }

  /** Virtual tables take their shadows with them. */
  #drop(kind: 'trigger' | 'view' | 'table'): void {
    const find = this.#database.prepare(
      `SELECT name FROM sqlite_schema WHERE type = ? AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY sql LIKE 'CREATE VIRTUAL%' DESC LIMIT 1`,
    )
    for (let found = find.get(kind); found !== undefined; found = find.get(kind))
      this.#database.exec(`DROP ${kind} "${String(found['name']).replaceAll('"', '""')}"`)
  }

  async close(): Promise<void> {
    this.#database.close()
  }
}

const refuse = (message: string, remedy: string): DeclarationError =>
  new DeclarationError([{ path: 'migration', message, remedy }])
