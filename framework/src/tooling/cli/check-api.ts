import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { findUnindexed } from '../../declaration/resource/find-unindexed.ts'
import { DeclarationError, type DeclarationFault } from '../../kernel/problem/declaration-error.ts'
import type { Api } from '../../server/api/create-api.ts'
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
  const apis = await importApis(path)
  if (apis instanceof DeclarationError) return apis.faults
  return apis.flatMap(({ editions }) => editions.flatMap(({ models }) => findUnindexed(models)))
}

/** The APIs a module exports; the faults their declarations are refused with. */
async function importApis(path: string): Promise<readonly Api[] | DeclarationError> {
  const exported = await importModule(path)
  if (exported instanceof DeclarationError) return exported
  const apis = Object.values(exported).filter(isApi)
  if (apis.length > 0) return apis
  throw refuse(path, 'exports no API')
}

async function importModule(path: string): Promise<Readonly<Record<string, unknown>> | DeclarationError> {
  try {
    return (await import(pathToFileURL(resolve(path)).href)) as Readonly<Record<string, unknown>>
  } catch (error) {
    if (error instanceof DeclarationError) return error
    const { code, message } = error as NodeJS.ErrnoException
    // It names the module that is missing, which may be one that this one imports.
    throw code === 'ERR_MODULE_NOT_FOUND' ? refuse(path, `cannot be imported (${message})`) : error
  }
}

const isApi = (value: unknown): value is Api =>
  typeof value === 'function' && 'context' in value && 'document' in value

const refuse = (path: string, message: string): DeclarationError =>
  new DeclarationError([
    { path, message, remedy: 'name a module that exports what createApi makes, and does not serve it' },
  ])
