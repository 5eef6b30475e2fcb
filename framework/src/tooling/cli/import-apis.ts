import { resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { DeclarationError } from '../../kernel/problem/declaration-error.ts'
import type { Api } from '../../server/api/create-api.ts'

/** The APIs a module exports; a DeclarationError where their declarations have faults, or where there are none. */
export async function importApis(path: string): Promise<readonly Api[]> {
  const apis = Object.values(await importModule(path)).filter(isApi)
  if (apis.length > 0) return [...new Set(apis)]
  throw refuse(path, 'exports no API')
}

/** The one API a module exports. */
export async function importApi(path: string): Promise<Api> {
  const [api, ...others] = await importApis(path)
  if (others.length === 0) return api!
  throw refuse(path, 'exports several APIs')
}

const apiRemedy = 'name a module that exports what createApi makes, and does not serve it'

/** What the import of a file fails with that is missing, a folder or no module; what a module throws is its own. */
const importFaults = new Set([
  'ERR_MODULE_NOT_FOUND',
  'ERR_UNKNOWN_FILE_EXTENSION',
  'ERR_UNSUPPORTED_DIR_IMPORT',
])

/**
 * What a module exports.
 * @param remedy what to name instead where there is no such module
 */
export async function importModule(
  path: string,
  remedy: string = apiRemedy,
): Promise<Readonly<Record<string, unknown>>> {
  try {
    return (await import(pathToFileURL(resolve(path)).href)) as Readonly<Record<string, unknown>>
  } catch (error) {
    const { code, message } = (error ?? {}) as NodeJS.ErrnoException
    // It names the module that is missing, which may be one that this one imports.
    throw code !== undefined && importFaults.has(code)
      ? refuse(path, `cannot be imported (${message})`, remedy)
      : error
  }
}

const isApi = (value: unknown): value is Api =>
  typeof value === 'function' && 'context' in value && 'document' in value

/** What is wrong with the module that was named. */
export class ModuleRefusal extends DeclarationError {}

const refuse = (path: string, message: string, remedy: string = apiRemedy): ModuleRefusal =>
  new ModuleRefusal([{ path, message, remedy }])
