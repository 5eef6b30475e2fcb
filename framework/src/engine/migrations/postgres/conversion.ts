import { sql } from 'kysely'
import { toDayText, toMomentText } from '../../store/postgres/column-json.ts'
import type { ColumnForm } from '../../store/sql/column-form.ts'
import { toText, toTypeText } from './column.ts'

type Typed = Pick<ColumnForm, 'type' | 'scale'>

/**
 * What makes values of one column those of another, as SQL; undefined where nobody can say what they should become. A
 * text of another form than values have fails: nothing is made 0, and no server guesses what a day is meant by.
 */
export function findConversion(from: Typed, to: Typed, column: string): string | undefined {
  const value = `"${column}"`
  if (from.type === to.type) return value
  return conversions[`${from.type} ${to.type}`]?.(value, to)
}

type Convert = (value: string, to: Typed) => string

const cast: Convert = (value, to) => `${value}::${toTypeText(to).replace(' COLLATE "C"', '')}`

/** Texts of one form; the type takes no other, with those words before it. */
const ofForm =
  (form: string): Convert =>
  (value, to) =>
    cast(`(CASE WHEN ${value} ~ '^(?:${form})$' THEN ${value} ELSE 'not converted: ' || ${value} END)`, to)

const day = String.raw`\d{4}-\d\d-\d\d`

/** No more places than the column has. */
const toDecimalForm = ({ scale = 2 }: Typed): string =>
  scale === 0 ? String.raw`-?\d+` : String.raw`-?\d+(?:\.\d{1,${scale}})?`

const conversions: Readonly<Record<string, Convert>> = {
  'integer real': cast,
  'integer text': cast,
  'integer boolean': (value) => `(${value} <> 0)`,
  'integer decimal': cast,
  // Halves go away from zero, as those of decimals do.
  'real integer': (value) =>
    `(trunc(${value}) + CASE WHEN abs(${value} - trunc(${value})) >= 0.5 THEN sign(${value}) ELSE 0 END)::bigint`,
  'real text': cast,
  // A double becomes the shortest decimal that is no other double, and is rounded only then.
  'real decimal': (value, to) => cast(`${value}::text`, to),
  'boolean integer': (value) => `${value}::integer`,
  'boolean text': cast,
  'decimal integer': (value) => `round(${value})::bigint`,
  'decimal real': cast,
  'decimal text': cast,
  'uuid text': cast,
  'date text': (value) => toText(toDayText(sql.raw(value))),
  'timestamp text': (value) => toText(toMomentText(sql.raw(value))),
  'date timestamp': (value) => `(${value}::timestamp AT TIME ZONE 'UTC')`,
  'timestamp date': (value) => `(${value} AT TIME ZONE 'UTC')::date`,
  'text integer': ofForm(String.raw`-?\d+`),
  'text real': ofForm(String.raw`-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?`),
  'text boolean': ofForm('true|false|0|1'),
  'text decimal': (value, to) => ofForm(toDecimalForm(to))(value, to),
  'text uuid': ofForm('[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}'),
  'text date': ofForm(day),
  'text timestamp': ofForm(String.raw`${day}T\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)`),
  'text json': (value) => `to_json(${value})`,
  'json text': (value) => `(${value} #>> '{}')`,
}
