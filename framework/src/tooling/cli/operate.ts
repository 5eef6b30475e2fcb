import { DeclarationError } from '../../kernel/problem/declaration-error.ts'
import type { Administration } from '../../engine/identity/administration.ts'
import type { Api } from '../../server/api/create-api.ts'
import { importApi } from './import-apis.ts'

/** An API that a command works on, started and not served. */
export interface Operated {
  readonly api: Api
  readonly administration: Administration
}

/** Runs work on the API of a module, and lets go of its store. */
export async function operate<Result>(
  path: string,
  work: (operated: Operated) => Promise<Result>,
): Promise<Result> {
  return withApi(path, (api) => {
    const administration = api.context.identity?.administration?.()
    if (administration === undefined) throw withoutIdentity(path)
    return work({ api, administration })
  })
}

/** The same of an API that need not know anybody. */
export async function withApi<Result>(path: string, work: (api: Api) => Promise<Result>): Promise<Result> {
  const api = await importApi(path)
  try {
    await api.start()
    return await work(api)
  } finally {
    await api.context.identity?.settle?.()
    await api.context.store.close()
  }
}

/** What stops commands about users. */
export function withoutIdentity(path: string): DeclarationError {
  const message = 'has no identity that commands can work on'
  return new DeclarationError([{ path, message, remedy: 'give createApi an identity() of ninety/identity' }])
}
