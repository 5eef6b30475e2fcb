import { toIdentifier } from '../sql/identifier.ts'

/** The function of all such triggers. */
export const growth = 'ninety_grow_version'

export const defineGrowth = (): string =>
  `CREATE OR REPLACE FUNCTION ${growth}() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN NEW."version" := OLD."version" + 1; RETURN NEW; END'`

export const toEmptiedName = (table: string, column: string): string =>
  toIdentifier(`${table}_${column}_emptied`)

/** A reference emptied because its row was deleted is a change of the row: its version must grow. */
export function defineEmptiedTrigger(table: string, column: string): string {
  const isEmptied = `NEW."version" = OLD."version" AND OLD."${column}" IS NOT NULL AND NEW."${column}" IS NULL`
  return `CREATE TRIGGER "${toEmptiedName(table, column)}" BEFORE UPDATE OF "${column}" ON "${table}" FOR EACH ROW WHEN (${isEmptied}) EXECUTE FUNCTION ${growth}()`
}
