import { findUnindexed } from '../../declaration/resource/find-unindexed.ts'
import { DeclarationError, type DeclarationFault } from '../../kernel/problem/declaration-error.ts'
import { importApis, ModuleRefusal } from './import-apis.ts'
import { exitCodes, type Terminal } from './terminal.ts'

/** `ninety check`: what is wrong with the declarations of an API, and what a start only warns of; ends with 1 for either. */
export async function checkApi(path: string, terminal: Terminal): Promise<number> {
  const faults = await findFaults(path)
  for (const { path: place, message, remedy } of faults)
    terminal.write(`${place}: ${message}\n  → ${remedy}\n`)
  terminal.write(`${faults.length} fault${faults.length === 1 ? '' : 's'}\n`)
  return faults.length === 0 ? exitCodes.done : exitCodes.found
}

async function findFaults(path: string): Promise<readonly DeclarationFault[]> {
  try {
    const apis = await importApis(path)
    return apis.flatMap(({ editions }) => editions.flatMap(({ models }) => findUnindexed(models)))
  } catch (error) {
    if (error instanceof DeclarationError && !(error instanceof ModuleRefusal)) return error.faults
    throw error
  }
}
