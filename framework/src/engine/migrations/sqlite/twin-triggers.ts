import type { SchemaObject } from '../../store/sqlite/search-table.ts'

/** Two columns that hold the same, whichever of them a release writes to. */
export interface TwinColumns {
  readonly table: string
  readonly column: string
  readonly former: string
}

/** What keeps them in step: a row that is made has its value from the one that is given, a changed row from the one changed. */
export function toTwinTriggers({ table, column, former }: TwinColumns): readonly SchemaObject[] {
  const update = (values: string) => `UPDATE "${table}" SET ${values} WHERE "id" = NEW."id"`
  const given = `coalesce(NEW."${column}", NEW."${former}")`
  const follow = (one: string, other: string) =>
    toTrigger(
      `${table}_${one}_twin`,
      `AFTER UPDATE OF "${one}" ON "${table}" WHEN NEW."${one}" IS NOT OLD."${one}" AND NEW."${other}" IS OLD."${other}" AND NEW."${other}" IS NOT NEW."${one}"`,
      update(`"${other}" = NEW."${one}"`),
    )
  return [
    toTrigger(
      `${table}_${column}_twins`,
      `AFTER INSERT ON "${table}" WHEN NEW."${column}" IS NOT NEW."${former}"`,
      update(`"${column}" = ${given}, "${former}" = ${given}`),
    ),
    follow(column, former),
    follow(former, column),
  ]
}

function toTrigger(name: string, when: string, work: string): SchemaObject {
  const beginning = `CREATE TRIGGER "${name}" `
  return { kind: 'TRIGGER', name, beginning, text: `${beginning}${when} BEGIN ${work}; END` }
}

/** Whichever of them is new takes what stands in the other. */
export const toTwinFilling = ({ table, column, former }: TwinColumns): readonly string[] =>
  [
    [column, former],
    [former, column],
  ].map(
    ([one, other]) =>
      `UPDATE "${table}" SET "${one}" = "${other}" WHERE "${one}" IS NULL AND "${other}" IS NOT NULL`,
  )
