import type { JsonPiece } from './dialect.ts'

// No JSON text has it: in strings it is escaped.
const mark = '\u0001'

const marked = new RegExp(`${mark}([^${mark}]*)${mark}`, 'g')

/** A double in JSON text, marked, so that `writeReals` finds it. */
export const markReal = (value: readonly JsonPiece[]): readonly JsonPiece[] => [mark, ...value, mark]

/** JSON text with the marked doubles as JavaScript writes them: databases write the same ones with other digits. */
export const writeReals = (json: string): string =>
  json.includes(mark) ? json.replace(marked, (_, number: string) => JSON.stringify(JSON.parse(number))) : json
