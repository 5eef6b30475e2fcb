// Which tests ask the store under test: those that open it, themselves or by what they import.
import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join, normalize } from 'node:path'

const opens = /\b(?:createTestApi|openTestStore|createTestDatabase)\(/
const imported = /^(?:import|export|\}).* from '(\.{1,2}\/[^']+\.ts)'$/gm
// Types are only compiled, and some tests bring a store of their own.
const elsewhere =
  /\/src\/|^framework\/tests\/types\/|^reference\/tests\/cluster\/|\b(?:postgres|mysql)\.test\.ts$/

/** The files among those that a pattern names. */
export function findBehaviour(patterns: readonly string[]): string[] {
  const known = new Map<string, boolean>()
  const asks = (file: string): boolean => {
    const before = known.get(file)
    if (before !== undefined) return before
    known.set(file, false)
    const found = !elsewhere.test(file) && existsSync(file) && isAsking(file)
    known.set(file, found)
    return found
  }
  const isAsking = (file: string): boolean => {
    const text = readFileSync(file, 'utf8')
    const names = [...text.matchAll(imported)].map(([, name]) => join(dirname(file), name!))
    return opens.test(text) || names.some(asks)
  }
  return globSync([...patterns]).filter((file) => asks(normalize(file)))
}
