import type { SchemaObject } from './search-table.ts'

/** A reference emptied because its row was deleted is a change of the row: its version must grow. */
export function toEmptiedTrigger(table: string, column: string): SchemaObject {
  const isEmptied = `NEW."version" = OLD."version" AND OLD."${column}" IS NOT NULL AND NEW."${column}" IS NULL`
  const grow = `UPDATE "${table}" SET "version" = "version" + 1 WHERE "id" = NEW."id"`
  const name = `${table}_${column}_emptied`
  const beginning = `CREATE TRIGGER "${name}" `
  const text = `${beginning}AFTER UPDATE OF "${column}" ON "${table}" WHEN ${isEmptied} BEGIN ${grow}; END`
  return { kind: 'TRIGGER', name, beginning, text }
}
