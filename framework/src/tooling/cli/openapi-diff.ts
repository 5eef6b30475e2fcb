import { compareDocuments } from '../../protocol/openapi/diff/compare-documents.ts'
import type { DocumentChange } from '../../protocol/openapi/diff/document-change.ts'
import { readDocument } from './read-document.ts'
import { exitCodes, type Terminal } from './terminal.ts'

/** `ninety openapi diff`: what has changed between two documents; ends with 1 where clients may fail by it. */
export async function diffDocuments(
  old: string,
  current: string,
  { json = false }: { readonly json?: boolean },
  terminal: Terminal,
): Promise<number> {
  const [before, after] = await Promise.all([readDocument(old), readDocument(current)])
  const changes = compareDocuments(before, after, terminal.now())
  terminal.write(json ? `${JSON.stringify(changes, null, 2)}\n` : toReport(changes))
  return changes.some(({ level }) => level === 'breaking') ? exitCodes.found : exitCodes.done
}

function toReport(changes: readonly DocumentChange[]): string {
  const breaking = changes.filter(({ level }) => level === 'breaking')
  const notices = changes.filter(({ level }) => level === 'notice')
  const count = `${breaking.length} breaking change${breaking.length === 1 ? '' : 's'}`
  return [...toSection('Breaking', breaking), ...toSection('Others', notices), count, ''].join('\n')
}

function toSection(title: string, changes: readonly DocumentChange[]): string[] {
  if (changes.length === 0) return []
  const byOperation = [...Map.groupBy(changes, ({ operation }) => operation)]
  const lines = byOperation.flatMap(([operation, group]) => [
    `  ${operation}`,
    ...group.map(({ place, message }) => `    ${place === '' ? '' : `${place}: `}${message}`),
  ])
  return [title, ...lines, '']
}
