import type { ColumnForm } from '../../store/sql/column-form.ts'

type Typed = Pick<ColumnForm, 'type' | 'scale'>

/**
 * What makes values of one column those of another, as SQL that a column takes in; undefined where nobody can say what they
 * should become. A text of another form than values have fails: nothing is made 0 or cut off.
 */
export function findConversion(from: Typed, to: Typed, column: string): string | undefined {
  const value = `"${column}"`
  if (from.type === to.type) return value
  return conversions[`${from.type} ${to.type}`]?.(value, to)
}

type Convert = (value: string, to: Typed) => string

const same: Convert = (value) => value
const asText: Convert = (value) => `CAST(${value} AS CHAR)`

/** What no column but one of texts takes in, nor as many characters. */
const refusal = (value: string): string =>
  `concat('cannot be converted, as it is of another form: ', left(${value}, 80))`

/** Texts of one form. */
const ofForm =
  (form: string, convert: Convert = same): Convert =>
  (value, to) =>
    String.raw`CASE WHEN ${value} REGEXP '^(?:${form})\z' THEN ${convert(value, to)} WHEN ${value} IS NOT NULL THEN ${refusal(value)} END`

const day = String.raw`[0-9]{4}-[0-9]{2}-[0-9]{2}`

/** No more places than the column has. */
const toDecimalForm = ({ scale = 2 }: Typed): string =>
  scale === 0 ? '-?[0-9]+' : String.raw`-?[0-9]+(?:\.[0-9]{1,${scale}})?`

// Between texts and moments there is none: MariaDB lets no generated column read a text as a moment.
const conversions: Readonly<Record<string, Convert>> = {
  'integer real': same,
  'integer text': asText,
  'integer boolean': (value) => `${value} <> 0`,
  'integer decimal': same,
  // Halves go away from zero, as those of decimals do.
  'real integer': (value) =>
    `truncate(${value}, 0) + CASE WHEN abs(${value} - truncate(${value}, 0)) >= 0.5 THEN sign(${value}) ELSE 0 END`,
  'real text': asText,
  // A double becomes the shortest decimal that is no other double, and is rounded only then.
  'real decimal': (value, { scale = 2 }) => `CAST(CAST(${value} AS CHAR) AS decimal(65, ${scale}))`,
  'boolean integer': same,
  'boolean text': (value) => `CASE ${value} WHEN 0 THEN 'false' WHEN 1 THEN 'true' END`,
  'decimal integer': (value) => `round(${value})`,
  'decimal real': same,
  'decimal text': asText,
  // Without the spaces that a server may be told to fill it up with.
  'uuid text': (value) => `rtrim(${value})`,
  'date text': asText,
  'date timestamp': same,
  'timestamp date': (value) => `CAST(${value} AS date)`,
  'text integer': ofForm('-?[0-9]+'),
  'text real': ofForm(String.raw`-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?`),
  'text boolean': ofForm(
    'true|false|0|1',
    (value) => `CASE WHEN ${value} IN ('true', '1') THEN '1' ELSE '0' END`,
  ),
  'text decimal': (value, to) => ofForm(toDecimalForm(to))(value, to),
  'text uuid': ofForm('[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}'),
  'text date': ofForm(day),
  'text json': (value) => `json_quote(${value})`,
  'json text': (value) => `json_unquote(${value})`,
}
