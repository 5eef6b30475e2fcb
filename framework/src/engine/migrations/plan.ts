import { DeclarationError, type DeclarationFault } from '../../kernel/problem/declaration-error.ts'
import { diffSnapshots } from './diff.ts'
import type { Operation } from './operation.ts'
import type { Renames } from './renames.ts'
import { findNamed, type Snapshot } from './snapshot.ts'
import { findWarnings } from './warnings.ts'

/** How to come from one snapshot to another. */
export interface Change {
  readonly from: Snapshot
  readonly to: Snapshot
  readonly renames: Renames
  readonly operations: readonly Operation[]
  /** Undoes another change, whose steps may be undone one by one from the last. */
  readonly isBack?: true
}

/** Writes changes as SQL, in the way of one database. */
export interface MigrationDialect {
  /** Whether values of a column can become those of another one. */
  canConvert(operation: Extract<Operation, { readonly kind: 'changeColumn' }>): boolean
  /** Whether every row of the table is written anew. */
  rewrites(operation: Operation): boolean
  /** Who waits as long as that takes, in words. */
  readonly whoWaits: string
  /** Whether two columns can be kept in step, whichever of them is written to. */
  readonly keepsInStep: boolean
  /** The text of a file; what is lost and cannot be brought back gets an empty value where a value must stand. */
  toScript(change: Change): string
}

/** A migration to be made. */
export interface Plan {
  /** What part it is of one that takes two, so that the release before can work in between. */
  readonly phase?: 'expand' | 'contract'
  readonly operations: readonly Operation[]
  readonly warnings: readonly string[]
  readonly up: string
  readonly down: string
}

/** What makes a database as the declarations say, and what undoes it; undefined where there is nothing to do. */
export function planMigration(
  from: Snapshot,
  to: Snapshot,
  renames: Renames,
  dialect: MigrationDialect,
  phase?: Plan['phase'],
): Plan | undefined {
  checkIds(from, to, renames)
  const operations = diffSnapshots(from, to, renames)
  if (operations.length === 0) return undefined
  const faults = operations.flatMap((operation) => findFaults(operation, dialect))
  if (faults.length > 0) throw new DeclarationError(faults)
  const inverse = invert(renames)
  const back = diffSnapshots(to, from, inverse)
  return {
    ...(phase !== undefined && { phase }),
    operations,
    warnings: findWarnings(operations, back, dialect, phase),
    up: dialect.toScript({ from, to, renames, operations }),
    down: dialect.toScript({ from: to, to: from, renames: inverse, operations: back, isBack: true }),
  }
}

/** What has a value in no row cannot be made to have one in each. */
function findFaults(operation: Operation, dialect: MigrationDialect): DeclarationFault[] {
  if (operation.kind === 'addColumn' && !operation.to.nullable && operation.to.default === undefined) {
    const message = 'is new and must have a value, but rows that are there have none'
    const remedy = 'declare a constant .default(…), or .optional() until a data migration has filled it'
    return [{ path: `${operation.table}.${operation.column}`, message, remedy }]
  }
  if (operation.kind === 'changeColumn' && !dialect.canConvert(operation)) {
    const { table, column, from, to } = operation
    const message = `cannot be made ${to.type} of ${from.type}`
    const remedy = 'declare a field of another name, and fill it by a data migration'
    return [{ path: `${table}.${column}`, message, remedy }]
  }
  return []
}

/** The ids of rows stand in other tables, in tokens and in what clients keep. */
function checkIds(from: Snapshot, to: Snapshot, { tables }: Renames): void {
  const faults = Object.entries(to.tables).flatMap(([table, { id }]) => {
    const former = findNamed(from.tables, tables.get(table) ?? table)?.id ?? id
    const isCounted = [former, id].map((kind) => kind === 'integer')
    if (isCounted[0] === isCounted[1]) return []
    const message = `names its rows by ${id} and not by ${former} any more`
    return [
      { path: `${table}.id`, message, remedy: 'declare a resource of another name, and bring the rows over' },
    ]
  })
  if (faults.length > 0) throw new DeclarationError(faults)
}

function invert({ tables, columns }: Renames): Renames {
  const turn = (names: ReadonlyMap<string, string>) =>
    new Map([...names].map(([now, former]) => [former, now]))
  return {
    tables: turn(tables),
    columns: new Map([...columns].map(([table, names]) => [tables.get(table) ?? table, turn(names)])),
  }
}
