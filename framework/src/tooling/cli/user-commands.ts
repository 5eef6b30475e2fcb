import { toRowFields } from '../../declaration/resource/form.ts'
import type { Model } from '../../declaration/resource/model.ts'
import { idAlone } from '../../declaration/resource/query.ts'
import type { Principal } from '../../declaration/policy/principal.ts'
import type { Administration } from '../../engine/identity/administration.ts'
import { createRowWriter } from '../../engine/rows/row-writer.ts'
import { hashSecrets } from '../../engine/rows/secret-values.ts'
import { Conflict } from '../../kernel/problem/catalogue.ts'
import { createFormReader, type FormEntry } from '../../protocol/body/form-values.ts'
import { createValuesReader } from '../../protocol/body/read-values.ts'
import { operate, type Operated } from './operate.ts'
import { refuse } from './refuse.ts'
import { exitCodes, type Terminal } from './terminal.ts'

/** What is asked of `ninety user create`. */
export interface CreateUserOptions {
  /** Whether the user is to be an administrator. */
  readonly admin?: boolean
}

/** `ninety user create`: a user of these values, whose password is read from the terminal. */
export async function createUser(
  path: string,
  texts: readonly string[],
  { admin = false }: CreateUserOptions,
  terminal: Terminal,
): Promise<number> {
  return operate(path, async (operated) => {
    const { model, administration } = usersOf(operated)
    const entries = texts.map(toEntry)
    if (entries.some(([name]) => model.properties.get(name)?.definition.kind === 'secret'))
      throw refuse(
        'a secret',
        'would be seen by everybody who lists processes',
        'leave it out: it is asked for',
      )
    const values = {
      ...createFormReader(toRowFields(model))(entries),
      ...(admin ? adminValuesOf(operated) : {}),
      [administration.password]: await terminal.readSecret('Password'),
    }
    const { context } = operated.api
    const read = createValuesReader(model, 'create')(values, undefined, operator)
    const hashed = await hashSecrets(model, read, context.hasher)
    const { id } = await context.store.transaction((session) =>
      context.work(session, operator).create(model, hashed, idAlone),
    )
    terminal.write(`Made the user ${id}.\n`)
    return exitCodes.done
  })
}

/** `ninety user promote`: makes a user an administrator. */
export async function promoteUser(path: string, login: string, terminal: Terminal): Promise<number> {
  return operate(path, async (operated) => {
    await changeUser(operated, login, adminValuesOf(operated))
    terminal.write(`${login} is an administrator.\n`)
    return exitCodes.done
  })
}

/** `ninety user password`: gives a user another password, read from the terminal. */
export async function setPassword(path: string, login: string, terminal: Terminal): Promise<number> {
  return operate(path, async (operated) => {
    // Whoever mistypes the name need not think of a password first.
    await findUser(operated, login)
    const { password } = operated.administration
    await changeUser(operated, login, { [password]: await terminal.readSecret('New password') })
    terminal.write(`${login} has another password.\n`)
    return exitCodes.done
  })
}

async function changeUser(
  operated: Operated,
  login: string,
  given: Readonly<Record<string, unknown>>,
): Promise<void> {
  const { context } = operated.api
  const { model } = usersOf(operated)
  const id = await findUser(operated, login)
  const writer = createRowWriter(context)
  const values = await writer.prepare(model, given)
  await context.store.transaction(async (session) => {
    const isChanged = await writer.update(session, model, id, values, operator)
    if (!isChanged) throw new Conflict({ detail: `${login} was changed at the same time.` })
  })
}

async function findUser({ administration }: Operated, login: string): Promise<string | number> {
  const id = await administration.findUser(login)
  if (id !== undefined) return id
  throw refuse(login, 'is no user', 'write what the user signs in with')
}

function usersOf({ api, administration }: Operated): {
  readonly model: Model
  readonly administration: Administration
} {
  const { models, identity } = api.context
  return { model: models.get(identity!.users)!, administration }
}

function adminValuesOf({ administration: { admin } }: Operated): Readonly<Record<string, unknown>> {
  if (admin !== undefined) return admin
  throw refuse(
    'identity.users.admin',
    'is not declared',
    'write what makes an administrator, such as admin: { isAdmin: true }',
  )
}

/** `name=value`. */
function toEntry(text: string): FormEntry {
  const end = text.indexOf('=')
  if (end < 1) throw refuse(text, 'is no value of a field', 'write such as username=ada')
  return [text.slice(0, end), text.slice(end + 1)]
}

/** Whoever has the machine: rules and checks, which are about callers, are not asked. */
const operator: Principal = Object.freeze({
  kind: 'service',
  id: null,
  username: null,
  roles: Object.freeze([]),
  scopes: 'all',
  client: 'command line',
  authenticatedAt: null,
})
