import { sql } from 'kysely'
import type { Model, Property } from '../../../declaration/resource/model.ts'
import type { FieldDefinition } from '../../../declaration/schema/field.ts'
import { toColumnForm, type ColumnForm } from '../sql/column-form.ts'
import type { Sql } from '../sql/dialect.ts'
import { propertyOf } from '../sql/property-of.ts'
import { toIndexes } from '../sql/tables.ts'
import { mostDigits } from './column-value.ts'
import type { Server } from './server.ts'

// Digits a decimal may have. Declarations say how many are taken in; the column says how many stand after the point.
const precision = 38

/** What the type of a property's column depends on. */
export function toSizedForm(model: Model, property: Property): ColumnForm {
  const form = toColumnForm(property)
  const length = form.type === 'text' ? toIndexedLength(model, property) : undefined
  const digits = form.type === 'decimal' ? toPrecision(property.definition) : precision
  return {
    ...form,
    ...(length !== undefined && { length }),
    ...(digits > precision && { precision: digits }),
  }
}

/**
 * The type of a column. Text is compared by code point, as everywhere else. JSON keeps its text, members in their order,
 * which the type JSON of MySQL would sort.
 */
export function toColumnType(server: Server, form: ColumnForm): Sql {
  switch (form.type) {
    case 'text':
      return withText(
        server,
        form.length === undefined ? sql`longtext` : sql`varchar(${sql.lit(form.length)})`,
      )
    case 'integer':
    case 'duration':
      return sql`bigint`
    case 'real':
      return sql`double`
    case 'boolean':
      return sql`tinyint(1)`
    case 'decimal':
      return sql`decimal(${sql.lit(form.precision ?? precision)}, ${sql.lit(form.scale ?? 2)})`
    case 'timestamp':
      return sql`datetime(3)`
    case 'date':
      return sql`date`
    case 'uuid':
      return sql`char(36) CHARACTER SET ascii COLLATE ascii_bin`
    case 'json':
    case 'file':
      return withText(server, sql`longtext`)
  }
}

/** The type of the column beside a text without case. */
export const toFoldedType = ({ length }: ColumnForm): Sql =>
  length === undefined ? sql`longblob` : sql`varbinary(${sql.lit(length * widestCharacter)})`

const withText = (server: Server, type: Sql): Sql =>
  sql`${type} CHARACTER SET utf8mb4 COLLATE ${sql.raw(server.collation)}`

const toPrecision = (definition: FieldDefinition): number =>
  Math.min(mostDigits, Math.max(precision, definition.precision ?? 0))

const widestCharacter = 4
/** Characters that InnoDB takes in for an index, and what anything else than a text needs of them at most. */
const roomOfIndex = 768
const otherThanText = 10
export const longestKey = 255

/**
 * Characters of a text that an index looks at, in whole: the texts of an index share its room. Undefined where none does.
 */
export function toIndexedLength(model: Model, property: Property): number | undefined {
  if (property.name === 'id') return longestKey
  const lengths = toIndexes(model)
    .filter(({ columns }) => columns.includes(property.name))
    .map(({ columns }) => toShare(model, columns, property))
  if (lengths.length === 0) return property.definition.kind === 'reference' ? longestKey : undefined
  return Math.min(...lengths)
}

/** Short texts take what they need, the others the same of what they leave. */
function toShare(model: Model, columns: readonly string[], property: Property): number {
  const texts = columns
    .map((name) => propertyOf(model, name))
    .filter(({ kind }) => kind.column === 'text')
    .toSorted((one, other) => lengthOf(one) - lengthOf(other))
  let room = roomOfIndex - otherThanText * (columns.length - texts.length)
  for (const [index, text] of texts.entries()) {
    const share = Math.min(lengthOf(text), Math.floor(room / (texts.length - index)))
    if (text.name === property.name) return share
    room -= share
  }
  return room
}

/** Characters that a text can have. */
function lengthOf({ name, definition }: Property): number {
  const { kind, choices, max } = definition
  if (name === 'id' || kind === 'reference') return longestKey
  if (choices !== undefined) return Math.max(64, ...choices.map((choice) => choice.length))
  return typeof max === 'number' ? max : Number.POSITIVE_INFINITY
}

/** Whether a column has one beside it for its text without case. */
export const isFolded = ({ type, ignoreCase }: ColumnForm): boolean => type === 'text' && ignoreCase === true
