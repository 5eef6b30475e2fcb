import { toIdentifier } from '../../store/sql/identifier.ts'
import type { TableObject } from './objects.ts'

/** Two columns that hold the same, whichever of them a release writes to; compared as texts, for `json` knows no equality. */
export function toTwins(table: string, column: string, former: string): TableObject {
  const name = toIdentifier(`ninety_${table}_${column}_twins`)
  const creation = `CREATE OR REPLACE FUNCTION "${name}"() RETURNS trigger LANGUAGE plpgsql AS $twins$
BEGIN
  IF TG_OP = 'INSERT' THEN
    NEW."${column}" := coalesce(NEW."${column}", NEW."${former}");
    NEW."${former}" := NEW."${column}";
  ELSIF NEW."${column}"::text IS DISTINCT FROM OLD."${column}"::text THEN
    NEW."${former}" := NEW."${column}";
  ELSIF NEW."${former}"::text IS DISTINCT FROM OLD."${former}"::text THEN
    NEW."${column}" := NEW."${former}";
  END IF;
  RETURN NEW;
END $twins$;
CREATE TRIGGER "${name}" BEFORE INSERT OR UPDATE ON "${table}" FOR EACH ROW EXECUTE FUNCTION "${name}"()`
  return {
    kind: 'twins',
    table,
    name,
    form: creation,
    creation,
    fillings: [toFilling(table, column, former), toFilling(table, former, column)],
    drop: `DROP TRIGGER IF EXISTS "${name}" ON "${table}";\nDROP FUNCTION IF EXISTS "${name}"`,
    rename: () => [],
  }
}

const toFilling = (table: string, one: string, other: string): string =>
  `UPDATE "${table}" SET "${one}" = "${other}" WHERE "${one}" IS NULL AND "${other}" IS NOT NULL`
