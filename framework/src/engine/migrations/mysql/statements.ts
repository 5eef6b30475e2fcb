const token =
  /'(?:[^']|'')*'|"(?:[^"]|"")*"|`(?:[^`]|``)*`|--[^\n]*|#[^\n]*|\/\*(?!M?!)[\s\S]*?\*\/|;|[^;'"`#/-]+|[\s\S]/g

/** The statements of a text, without comments between them; a semicolon within one is not known. */
export function splitStatements(text: string): readonly string[] {
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
