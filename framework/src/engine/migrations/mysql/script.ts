import { sql } from 'kysely'
import { defineTable } from '../../store/mysql/definitions.ts'
import { mariadb } from '../../store/mysql/server.ts'
import { toSentence, type Operation } from '../operation.ts'
import type { Change, MigrationDialect } from '../plan.ts'
import { findNamed } from '../snapshot.ts'
import { alterTable } from './alter-table.ts'
import { toColumnChanges } from './columns.ts'
import { findConversion } from './conversion.ts'
import { compareObjects, type ObjectChanges } from './object-changes.ts'
import { toTableObjects, type TableObject } from './objects.ts'

/** Migrations of MySQL and MariaDB: neither can undo a step, so each statement is one, and does as much of a table as belongs together. */
export const mysqlMigrations: MigrationDialect = {
  canConvert: ({ from, to }) => findConversion(from, to, 'value') !== undefined,
  rewrites,
  whoWaits: 'whoever writes it waits',
  // To make a trigger needs a right that few have where the server logs in binary.
  keepsInStep: false,
  toScript,
}

/** What ALTER TABLE does by ALGORITHM=COPY, or by writing the rows anew in place. */
function rewrites(operation: Operation): boolean {
  switch (operation.kind) {
    case 'changeId':
    case 'changeColumn':
    case 'addReference':
    case 'createSearch':
      return true
    case 'addColumn':
      return operation.to.ignoreCase === true
    case 'dropColumn':
      return operation.from.ignoreCase === true
    default:
      return false
  }
}

/** Statements that belong together, of one table. */
interface Step {
  /** The table, by the name that it has once the migration is done: on the way back, by the one that it had before. */
  readonly key: string
  readonly statements: readonly string[]
}

/**
 * The steps of the way back are those of the way there, turned round: of a migration that stopped half-way, they are left out
 * at the beginning.
 */
function toScript(change: Change): string {
  const { operations, isBack = false } = change
  const objects = compareObjects(change)
  const renames = operations.flatMap((operation) => toRename(operation, isBack))
  const work = [
    operations.flatMap((operation) => toCreation(operation, change)),
    alterTables(change, objects),
    operations.flatMap(toDrop),
  ]
  const steps = [
    toSteps(objects.gone, ({ removal }) => removal),
    ...(isBack ? [...work, renames] : [renames, ...work]),
    toSteps(objects.made, ({ parts }) => parts.map((part) => `ADD ${part}`)),
  ]
  const statements = steps.flatMap((each) => inOrder(each, isBack)).flatMap((each) => each.statements)
  const words = operations.map((operation) => `-- ${toSentence(operation)}\n`)
  return `${words.join('')}\n${statements.map((statement) => `${statement};\n`).join('')}`
}

function inOrder(steps: readonly Step[], isBack: boolean): readonly Step[] {
  const sorted = steps.toSorted((one, other) => (one.key < other.key ? -1 : 1))
  return isBack ? sorted.toReversed() : sorted
}

/** The references of each table at once. */
function toSteps(
  objects: readonly TableObject[],
  toActions: (object: TableObject) => readonly string[],
): Step[] {
  const references = objects.filter(({ kind }) => kind === 'reference')
  return [...Map.groupBy(references, ({ table }) => table)].map(([table, all]) => ({
    key: table,
    statements: [`ALTER TABLE "${table}"\n  ${all.flatMap(toActions).join(',\n  ')}`],
  }))
}

function toRename(operation: Operation, isBack: boolean): Step[] {
  if (operation.kind !== 'renameTable') return []
  const { from, table } = operation
  return [{ key: isBack ? from : table, statements: [`RENAME TABLE "${from}" TO "${table}"`] }]
}

/** References are made when all tables are there. */
function toCreation(operation: Operation, { to }: Change): Step[] {
  if (operation.kind !== 'createTable') return []
  const { table, definition } = operation
  const parts = toTableObjects(table, to)
    .filter(({ kind }) => kind !== 'reference')
    .flatMap((object) => object.parts.map((part) => sql.raw(part)))
  const columns = Object.entries(definition.columns)
  return [{ key: table, statements: [defineTable(mariadb, table, definition.id, columns, parts)] }]
}

const toDrop = (operation: Operation): Step[] =>
  operation.kind === 'dropTable'
    ? [{ key: operation.table, statements: [`DROP TABLE "${operation.table}"`] }]
    : []

/** On the way back, tables still have the names that they came by. */
function alterTables({ from, to, renames, isBack }: Change, objects: ObjectChanges): Step[] {
  return Object.entries(to.tables).flatMap(([name, definition]) => {
    const former = renames.tables.get(name) ?? name
    const before = findNamed(from.tables, former)
    if (before === undefined) return []
    const isOf =
      (table: string) =>
      (object: TableObject): boolean =>
        object.table === table && object.kind !== 'reference'
    const statements = alterTable({
      table: isBack ? former : name,
      columns: toColumnChanges(before, definition, renames.columns.get(name)),
      gone: objects.gone.filter(isOf(former)),
      renamed: objects.renamed.filter(([, now]) => isOf(name)(now)),
      made: objects.made.filter(isOf(name)),
    })
    return [{ key: isBack ? former : name, statements }]
  })
}
