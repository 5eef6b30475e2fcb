/** A table that a script makes anew, with every column that it expects to find there. */
export interface RebuiltTable {
  readonly table: string
  readonly columns: readonly string[]
}

/** What a script asks of whoever runs it; stands in it as comments. */
export interface Directives {
  /** What others have made for these tables is kept. */
  readonly rebuilt: readonly RebuiltTable[]
  /** SQLite can switch them off only before a transaction begins. They are checked before it ends. */
  readonly foreignKeysOff: boolean
}

const off = '-- ninety: foreign keys off'
const rebuilds = '-- ninety: rebuilds '

export function toDirectives({ rebuilt, foreignKeysOff }: Directives): string {
  const quote = (name: string) => `"${name}"`
  const lines = rebuilt.map(
    ({ table, columns }) => `${rebuilds}${quote(table)} (${columns.map(quote).join(', ')})`,
  )
  return [...(foreignKeysOff ? [off] : []), ...lines].map((line) => `${line}\n`).join('')
}

export function readDirectives(script: string): Directives {
  const lines = script.split(/\r?\n/)
  const rebuilt = lines
    .filter((line) => line.startsWith(rebuilds))
    .map((line) => [...line.matchAll(/"([^"]+)"/g)].map(([, name]) => name!))
    .map(([table = '', ...columns]) => ({ table, columns }))
  return { rebuilt, foreignKeysOff: lines.includes(off) }
}
