// Up to the next comma that stands in no text, no name and no parentheses.
const piece = /(?:'[^']*'|"[^"]*"|\((?:'[^']*'|[^()'])*\)|[^,'"()])+/g

/** The text that makes a table, a column a line: migrations are read. */
export function toLines(text: string): string {
  const [start, end] = [text.indexOf('('), text.lastIndexOf(')')]
  const columns = text.slice(start + 1, end).match(piece)!
  return `${text.slice(0, start)}(\n  ${columns.map((column) => column.trim()).join(',\n  ')}\n${text.slice(end)}`
}
