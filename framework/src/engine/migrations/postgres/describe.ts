import type { MigrationSession } from '../database.ts'
import type { Forms } from '../differences.ts'

const schema = `(SELECT oid FROM pg_namespace WHERE nspname = current_schema())`

/** Tables and views of the schema of a connection that belong to no extension. */
const own = `SELECT oid, relname, relkind FROM pg_class c
  WHERE relnamespace = ${schema} AND relkind IN ('r', 'p', 'v', 'm', 'f')
  AND NOT EXISTS (SELECT FROM pg_depend WHERE classid = 'pg_class'::regclass AND objid = c.oid AND deptype = 'e')`

// Definitions are written without the schema, which is that of the connection; an index names that of its table all the same.
const queries: readonly string[] = [
  `SELECT relname AS owner, CASE relkind WHEN 'v' THEN 'view ' WHEN 'm' THEN 'view ' ELSE 'table ' END || relname AS what,
      relkind AS form FROM own`,
  `SELECT relname AS owner, 'column ' || relname || '.' || attname AS what, jsonb_build_object(
      'type', format_type(atttypid, atttypmod), 'collation', collname, 'required', attnotnull, 'counted', attidentity,
      'generated', CASE attgenerated WHEN '' THEN NULL ELSE pg_get_expr(adbin, adrelid) END,
      'note', CASE attgenerated WHEN '' THEN NULL ELSE col_description(attrelid, attnum) END) AS form
    FROM own JOIN pg_attribute ON attrelid = own.oid AND attnum > 0 AND NOT attisdropped
    LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
    LEFT JOIN pg_collation ON pg_collation.oid = attcollation
    WHERE relkind IN ('r', 'p')`,
  `SELECT relname AS owner, 'constraint ' || relname || '.' || conname AS what, pg_get_constraintdef(pg_constraint.oid) AS form
    FROM own JOIN pg_constraint ON conrelid = own.oid WHERE contype IN ('p', 'f', 'u', 'c', 'x')`,
  `SELECT own.relname AS owner, 'index ' || i.relname AS what, CASE WHEN indisvalid THEN '' ELSE 'invalid ' END ||
      replace(pg_get_indexdef(indexrelid), ' ON ' || quote_ident(current_schema()) || '.', ' ON ') AS form
    FROM own JOIN pg_index ON indrelid = own.oid JOIN pg_class i ON i.oid = indexrelid
    WHERE NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid AND contype IN ('p', 'u', 'x'))`,
  `SELECT relname AS owner, 'trigger ' || tgname AS what, pg_get_triggerdef(pg_trigger.oid, true) AS form
    FROM own JOIN pg_trigger ON tgrelid = own.oid WHERE NOT tgisinternal`,
  `SELECT '' AS owner, 'function ' || proname AS what, prosrc AS form FROM pg_proc
    WHERE pronamespace = ${schema} AND proname LIKE 'ninety\\_%'`,
]

/** Tables that are made by no declaration: what was applied, and what is counted. */
const isOurs = (table: string): boolean => table.startsWith('ninety_')

/** What is in the schema of a connection; functions that nothing uses any more may stay. */
export async function describe(session: MigrationSession): Promise<Forms> {
  const forms = new Map<string, unknown>()
  for (const query of queries)
    for (const { owner, what, form } of await session.all(`WITH own AS (${own}) ${query}`))
      if (!isOurs(String(owner))) forms.set(String(what), form)
  return forms
}
