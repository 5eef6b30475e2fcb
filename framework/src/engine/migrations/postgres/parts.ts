/** A part of a script: one transaction, or statements each of which is done by itself. */
export interface Part {
  readonly text: string
  readonly isTransaction: boolean
}

/** What ends a part of a script and begins another; stands in it as a comment. */
export const directives = {
  transaction: '-- ninety: another transaction',
  alone: '-- ninety: each statement by itself, outside of a transaction',
} as const

/** The parts of a script, in order; a script without directives is one transaction. */
export function readParts(script: string): readonly Part[] {
  const parts: { text: string; isTransaction: boolean }[] = [{ text: '', isTransaction: true }]
  for (const line of script.split(/(?<=\n)/)) {
    const directive = line.trimEnd()
    if (directive === directives.transaction) parts.push({ text: '', isTransaction: true })
    else if (directive === directives.alone) parts.push({ text: '', isTransaction: false })
    else parts.at(-1)!.text += line
  }
  return parts
}

const token =
  /'(?:[^']|'')*'|"[^"]*"|(?<![\w$])\$([A-Za-z_]*)\$[\s\S]*?\$\1\$|--[^\n]*|\/\*[\s\S]*?\*\/|;|[^;'"$/-]+|[\s\S]/g

/** The statements of a text, without comments between them. */
export function splitStatements(text: string): readonly string[] {
  const statements: string[] = ['']
  for (const [piece] of text.matchAll(token)) {
    if (piece === ';') statements.push('')
    else if (!/^(?:--|\/\*)/.test(piece)) statements[statements.length - 1] += piece
  }
  return statements.map((each) => each.trim()).filter((each) => each !== '')
}

/** Whether a part has anything to do. */
export const isEmpty = ({ text }: Part): boolean => splitStatements(text).length === 0
