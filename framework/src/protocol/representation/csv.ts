// CSV (RFC 4180) of collections: a table whose columns are the properties shown.
import type { Model } from '../../declaration/resource/model.ts'
import type { Selection } from '../../declaration/resource/query.ts'
import type { FieldDefinition } from '../../declaration/schema/field.ts'
import { kindOf } from '../../declaration/schema/kinds.ts'
import type { Finish } from '../query/finish-row.ts'
import { membersOf } from '../query/members.ts'
import type { View } from '../query/view.ts'
import { toPlainRow } from './plain-row.ts'
import type { Representation } from './representation.ts'

/** Rows as lines below a line of names; single rows and results have no such form. */
export const csv = Object.freeze<Representation>({
  mediaType: 'text/csv',
  contentType: 'text/csv; charset=utf-8; header=present',
  tag: 'csv',
  isLinked: false,
  writeItem: undefined,
  writePage: (rows, _page, { model, view }) => {
    const columns = columnsOf(model, view)
    return toTable(
      columns,
      rows.map(({ json }) => toPlainRow(json, view)),
    )
  },
  writeGroups: ({ rows, columns }) => toTable(columns, rows),
  writeResult: undefined,
})

interface Column {
  readonly path: readonly string[]
  /** Whether text in it is a number. */
  readonly isNumber: boolean
}

/** A line of names, and one for each row. */
function toTable(columns: readonly Column[], rows: readonly Readonly<Record<string, unknown>>[]): string {
  const lines = rows.map((row) =>
    toLine(columns.map((column) => toCell(readPath(row, column.path), column.isNumber))),
  )
  return toLine(columns.map(({ path }) => toCell(path.join('.'), false))) + lines.join('')
}

/** Known before there is any row: a property of each that is shown, those of a row referred to with a dot. */
function columnsOf(model: Model, { selection, finish }: Pick<View, 'selection' | 'finish'>): Column[] {
  const members = membersOf(model)
  const own = (finish?.members ?? selection.properties).flatMap(({ name }) =>
    ownColumns(name, members.get(name)?.definition),
  )
  const related = selection.expansions.flatMap((expansion) => relatedColumns(expansion, finish))
  return [...own, ...related]
}

function ownColumns(name: string, definition: FieldDefinition | undefined): Column[] {
  if (definition?.kind !== 'file') return [{ path: [name], isNumber: isNumeric(definition) }]
  // What a file is, is always the same few things.
  const parts = Object.keys(kindOf(definition).toSchema(definition, 'out').properties ?? {})
  return parts.map((part) => ({ path: [name, part], isNumber: false }))
}

function relatedColumns(
  { relation, selection }: Selection['expansions'][number],
  finish: Finish | undefined,
): Column[] {
  const { name, kind, target } = relation
  // Several rows do not fit into one line: they stand in one cell, as JSON.
  if (kind !== 'one') return [{ path: [name], isNumber: false }]
  const inner = finish?.relations.find((each) => each.name === name)?.finish
  return columnsOf(target, { selection, finish: inner }).map(({ path, isNumber }) => ({
    path: [name, ...path],
    isNumber,
  }))
}

const isNumeric = (definition: FieldDefinition | undefined): boolean =>
  definition !== undefined && ['integer', 'number', 'decimal'].includes(definition.kind)

function readPath(row: Readonly<Record<string, unknown>>, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (value, name) => (value as Record<string, unknown> | null | undefined)?.[name],
    row,
  )
}

/** Null is an empty cell, empty text a quoted one; lists and JSON values stand as JSON text. */
function toCell(value: unknown, isNumber: boolean): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'object') return quote(JSON.stringify(value))
  if (typeof value !== 'string' || (isNumber && /^-?\d+(?:\.\d+)?$/.test(value))) return String(value)
  return quote(defuse(value))
}

/**
 * Spreadsheets take a text that begins so for a formula (OWASP, CSV injection): an apostrophe before it makes it text.
 * One that has apostrophes there already gets another, so that whoever takes one away reads what was written.
 */
const defuse = (text: string): string => (/^'*[=+\-@\t\r\n]/.test(text) ? `'${text}` : text)

const quote = (text: string): string =>
  text === '' || /[",;\t\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text

/** A line with one empty cell would be taken for no line at all. */
const toLine = (cells: readonly string[]): string =>
  cells.length === 1 && cells[0] === '' ? '""\r\n' : `${cells.join()}\r\n`
