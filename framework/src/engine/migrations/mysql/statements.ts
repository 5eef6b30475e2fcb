import { endsTransaction, refuseEnd } from '../ends-transaction.ts'

const token =
  /'(?:[^']|'')*'|"(?:[^"]|"")*"|`(?:[^`]|``)*`|--[^\n]*|#[^\n]*|\/\*(?!M?!)[\s\S]*?\*\/|;|[^;'"`#/-]+|[\s\S]/g

/** The statements of a script, without comments between them; a semicolon within one is not known. */
export function toStatements(text: string): readonly string[] {
  if (endsTransaction(text)) throw refuseEnd()
  const statements: string[] = ['']
  for (const [piece] of text.matchAll(token)) {
    if (piece === ';') statements.push('')
    else if (!/^(?:--|#|\/\*(?!M?!))/.test(piece)) statements[statements.length - 1] += piece
  }
  return statements.map((each) => each.trim()).filter((each) => each !== '')
}

/** Whether a statement changes rows alone, so that it can be undone until it is kept. */
export const isOfRows = (statement: string): boolean =>
  /^(?:insert|update|delete|replace|select|with|do|set)\b/i.test(statement)

const isFilling = (statement: string): boolean => /^update\b/i.test(statement)

/** Whether a statement works out values in a column for the one that follows. */
export const isComputing = (statement: string): boolean =>
  /^ALTER TABLE "[^"]+"\s+ADD COLUMN "_new_/.test(statement)

/** Whether a statement has a counterpart on the way back: others only prepare one that has. */
export const isStep = (statement: string): boolean => !isFilling(statement) && !isComputing(statement)
