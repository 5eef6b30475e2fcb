import { toExpansion } from './expansion.ts'
import { planMigration, type MigrationDialect, type Plan } from './plan.ts'
import { noRenames, type Renames } from './renames.ts'
import type { Snapshot } from './snapshot.ts'

/**
 * The migrations that make a database as the declarations say, in their order: where the release before could not work with
 * the result, one that expands the tables so that both releases can, and one that contracts them when the former is gone.
 */
export function planPhases(
  from: Snapshot,
  to: Snapshot,
  renames: Renames,
  dialect: MigrationDialect,
): readonly Plan[] {
  const whole = planMigration(from, to, renames, dialect)
  if (whole === undefined) return []
  const between = toExpansion(from, to, renames, dialect.keepsInStep)
  const contraction = planMigration(between.snapshot, to, noRenames, dialect, 'contract')
  if (contraction === undefined) return [whole]
  const expansion = planMigration(from, between.snapshot, between.renames, dialect, 'expand')
  return expansion === undefined ? [contraction] : [expansion, contraction]
}
