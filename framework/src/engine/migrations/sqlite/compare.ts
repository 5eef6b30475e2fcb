import { DatabaseSync } from 'node:sqlite'
import { diffSnapshots } from '../diff.ts'
import type { Difference } from '../database.ts'
import { findDifferences } from '../differences.ts'
import { isOfMigrations } from '../journal.ts'
import { noRenames } from '../renames.ts'
import { emptySnapshot, type Snapshot } from '../snapshot.ts'
import { sqliteMigrations } from './script.ts'

/** What is not as a snapshot says: its tables are made in an empty database, and both are looked at in the same way. */
export const compareDatabases = (database: DatabaseSync, snapshot: Snapshot): readonly Difference[] =>
  findDifferences(describe(database), describeDeclared(snapshot))

function describeDeclared(snapshot: Snapshot): ReadonlyMap<string, unknown> {
  const database = new DatabaseSync(':memory:')
  try {
    const from = emptySnapshot('sqlite')
    const operations = diffSnapshots(from, snapshot, noRenames)
    database.exec(sqliteMigrations.toScript({ from, to: snapshot, renames: noRenames, operations }))
    return describe(database)
  } finally {
    database.close()
  }
}

/** Tables of the migrations and of whoever else keeps something in the file are nobody's business. */
const isOwn = (name: string): boolean => !name.startsWith('sqlite_') && !isOfMigrations(name)

/** Everything in a database by what it is, each in a form that is the same for what works the same. */
function describe(database: DatabaseSync): ReadonlyMap<string, unknown> {
  const all = (text: string, ...values: string[]) => database.prepare(text).all(...values)
  const form = new Map<string, unknown>()
  const objects = all('SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE sql IS NOT NULL')
  const shadows = findShadows(objects.map(({ name, sql }) => [String(name), String(sql)]))
  for (const { type, name: named, tbl_name, sql } of objects) {
    const [name, text] = [String(named), String(sql)]
    if (!isOwn(name) || shadows.has(name)) continue
    if (type !== 'table') form.set(`${String(type)} ${name}`, `${String(tbl_name)}: ${toPlain(text)}`)
    else if (/^CREATE VIRTUAL/i.test(text)) form.set(`table ${name}`, toPlain(text))
    else {
      form.set(`table ${name}`, /\)\s*STRICT\s*$/i.test(text))
      const references = toReferences(all('SELECT * FROM pragma_foreign_key_list(?)', name))
      const collated = findCollated(text)
      for (const column of all('SELECT * FROM pragma_table_info(?)', name)) {
        const key = String(column['name'])
        form.set(`column ${name}.${key}`, {
          type: String(column['type']).toLowerCase(),
          required: column['notnull'] === 1,
          key: column['pk'],
          ignoreCase: collated.has(key.toLowerCase()),
          references: references.get(key) ?? [],
        })
      }
    }
  }
  return form
}

/** The tables that FTS5 keeps its index in. */
function findShadows(objects: readonly (readonly [name: string, text: string])[]): ReadonlySet<string> {
  const virtual = objects.filter(([, text]) => /^CREATE VIRTUAL/i.test(text))
  const endings = ['data', 'idx', 'content', 'docsize', 'config']
  return new Set(virtual.flatMap(([name]) => endings.map((ending) => `${name}_${ending}`)))
}

/** Names may have been put between quotation marks by SQLite, as renaming does, or not. */
const toPlain = (text: string): string =>
  text
    .replace(/\bIF NOT EXISTS\b/i, '')
    .replaceAll(/["\s]+/g, ' ')
    .replaceAll(/ ?([(),.]) ?/g, '$1')
    .trim()
    .toLowerCase()

function toReferences(rows: readonly Readonly<Record<string, unknown>>[]): ReadonlyMap<string, string[]> {
  const references = new Map<string, string[]>()
  for (const { from, table, to, on_delete } of rows) {
    const known = references.get(String(from)) ?? []
    references.set(String(from), [...known, `${String(table)}.${String(to)} ${String(on_delete)}`].sort())
  }
  return references
}

/** SQLite does not tell how a column is collated but in the text of its table. */
function findCollated(text: string): ReadonlySet<string> {
  const columns = text.matchAll(/["`[]?(\w+)["`\]]?\s+\w+\s+COLLATE\s+NOCASE/gi)
  return new Set([...columns].map(([, name]) => name!.toLowerCase()))
}
