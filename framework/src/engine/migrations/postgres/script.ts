import { defineTable, toKeyName } from '../../store/postgres/definitions.ts'
import { defineGrowth } from '../../store/postgres/emptied-trigger.ts'
import { defineWords } from '../../store/postgres/search-words.ts'
import { toLines } from '../column-lines.ts'
import { toSentence, type Operation } from '../operation.ts'
import type { Change, MigrationDialect } from '../plan.ts'
import { isRequired, isRetyped, toActions, toChecking, toFilling, toRequirement } from './column-actions.ts'
import { findEmptyValue } from './column.ts'
import { findConversion } from './conversion.ts'
import { compareObjects, type ObjectChanges } from './object-changes.ts'
import { directives } from './parts.ts'

/** Migrations of PostgreSQL: changed in place, and what takes its time is done while others read and write. */
export const postgresMigrations: MigrationDialect = {
  canConvert: ({ from, to }) => findConversion(from, to, 'value') !== undefined,
  rewrites: (operation) => ['changeId', 'createSearch'].includes(operation.kind) || isRetyped(operation),
  whoWaits: 'whoever reads or writes it waits',
  keepsInStep: true,
  toScript,
}

function toScript(change: Change): string {
  const { operations } = change
  const objects = compareObjects(change)
  const required = operations.filter(isRequired)
  const created = new Set(operations.filter(({ kind }) => kind === 'createTable').map(({ table }) => table))
  const [first, meanwhile, last] = [
    [
      ...dropObjects(operations, objects),
      ...operations.flatMap(toRename),
      ...objects.renamed.flatMap(([former, now]) => now.rename(former)),
      ...operations.flatMap(toCreation),
      ...alterTables(operations),
      ...dropTables(operations),
      ...makeObjects(objects, created),
    ],
    [...required.flatMap(toFilling), ...required.flatMap(toChecking), ...makeMeanwhile(objects, created)],
    required.map(toRequirement),
  ]
  const parts = [
    toPart(undefined, first),
    toPart(directives.alone, meanwhile),
    toPart(directives.transaction, last),
  ]
  return `${operations.map((operation) => `-- ${toSentence(operation)}\n`).join('')}${parts.join('')}`
}

function toPart(directive: string | undefined, statements: readonly string[]): string {
  if (statements.length === 0) return ''
  const beginning = directive === undefined ? '' : `\n${directive}\n`
  return `${beginning}\n${statements.map((statement) => `${statement};\n`).join('')}`
}

/** What goes with its table needs no statement. */
function dropObjects(operations: readonly Operation[], { gone }: ObjectChanges): string[] {
  const dropped = new Set(operations.filter(({ kind }) => kind === 'dropTable').map(({ table }) => table))
  const order = ['twins', 'trigger', 'search', 'index', 'reference']
  return gone
    .filter(({ table }) => !dropped.has(table))
    .toSorted((one, other) => order.indexOf(one.kind) - order.indexOf(other.kind))
    .map(({ drop }) => drop)
}

function toRename(operation: Operation): string[] {
  if (operation.kind === 'renameColumn') {
    const { table, from, column } = operation
    return [`ALTER TABLE "${table}" RENAME COLUMN "${from}" TO "${column}"`]
  }
  if (operation.kind !== 'renameTable') return []
  const { from, table } = operation
  return [
    `ALTER TABLE "${from}" RENAME TO "${table}"`,
    `ALTER TABLE "${table}" RENAME CONSTRAINT "${toKeyName(from)}" TO "${toKeyName(table)}"`,
  ]
}

const toCreation = (operation: Operation): string[] =>
  operation.kind === 'createTable'
    ? [
        toLines(
          defineTable(operation.table, operation.definition.id, Object.entries(operation.definition.columns)),
        ),
      ]
    : []

function alterTables(operations: readonly Operation[]): string[] {
  const byTable = Map.groupBy(operations, ({ table }) => table)
  return [...byTable].flatMap(([table, changes]) => {
    const actions = changes.flatMap(toActions)
    if (actions.length === 0) return []
    return [`ALTER TABLE "${table}"\n  ${actions.join(',\n  ')}`, ...changes.flatMap(forgetMadeUp)]
  })
}

/** A value made up for rows that are there is not one for new rows. */
function forgetMadeUp(operation: Operation): string[] {
  if (operation.kind !== 'addColumn') return []
  const { table, column, to } = operation
  return to.nullable || to.default !== undefined || findEmptyValue(to) === undefined
    ? []
    : [`ALTER TABLE "${table}" ALTER COLUMN "${column}" DROP DEFAULT`]
}

/** All at once, for they may refer to each other. */
function dropTables(operations: readonly Operation[]): string[] {
  const tables = operations.filter(({ kind }) => kind === 'dropTable').map(({ table }) => `"${table}"`)
  return tables.length === 0 ? [] : [`DROP TABLE ${tables.join(', ')}`]
}

/** Of tables that were there, what looks at every row comes later. */
function makeObjects({ made }: ObjectChanges, created: ReadonlySet<string>): string[] {
  const has = (kind: string) => made.some((object) => object.kind === kind)
  return [
    ...(has('trigger') ? [defineGrowth()] : []),
    ...(has('search') ? [defineWords()] : []),
    ...made.flatMap(({ kind, table, creation, index }) => {
      const isNew = created.has(table)
      if (kind === 'index') return isNew ? [creation] : []
      if (kind === 'reference') return [isNew ? creation : `${creation} NOT VALID`]
      return isNew && index !== undefined ? [creation, index.creation] : [creation]
    }),
  ]
}

function makeMeanwhile({ made }: ObjectChanges, created: ReadonlySet<string>): string[] {
  return made
    .filter(({ table }) => !created.has(table))
    .flatMap(({ kind, table, name, creation, index, fillings }) => {
      if (fillings !== undefined) return [...fillings]
      if (kind === 'index') return [toConcurrent(creation)]
      if (kind === 'reference') return [`ALTER TABLE "${table}" VALIDATE CONSTRAINT "${name}"`]
      return index === undefined ? [] : [toConcurrent(index.creation)]
    })
}

const toConcurrent = (creation: string): string =>
  creation.replace(/^(create (?:unique )?index)/i, '$1 concurrently if not exists')
