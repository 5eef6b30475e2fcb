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
  const api = await importApi(path)
  const { identity, store } = api.context
  try {
    await api.start()
    const administration = identity?.administration?.()
    if (administration === undefined) throw withoutIdentity(path)
    return await work({ api, administration })
  } finally {
    await store.close()
  }
}

function withoutIdentity(path: string): DeclarationError {
  const message = 'has no identity that commands can work on'
  return new DeclarationError([{ path, message, remedy: 'give createApi an identity() of ninety/identity' }])
}
