import { pathOf, type Model } from '../../declaration/resource/model.ts'
import type { AnyResource } from '../../declaration/resource/resource.ts'
import { DeclarationError, type DeclarationFault } from '../../kernel/problem/declaration-error.ts'

/** The names of the fields whose values fit. */
type NamesOf<Row, Value> = { [K in keyof Row]-?: Row[K] extends Value ? K : never }[keyof Row] & string

/** The names of the fields that are taken in but not shown. */
type SecretNamesOf<R extends AnyResource> = Exclude<keyof R['~values'], keyof R['~row']> & string

/** Which of an application's resources holds its users, and how. */
export interface UserSource<R extends AnyResource> {
  readonly resource: R
  /**
   * The unique text fields a user may sign in with. The first one is the principal's username; where a text is in two
   * fields of two users, the field named first decides.
   */
  readonly login: readonly [NamesOf<R['~row'], string | null>, ...NamesOf<R['~row'], string | null>[]]
  /** The `field.secret()` that holds the password. */
  readonly password: SecretNamesOf<R>
  /** A boolean field; users for whom it is not true cannot sign in, and their tokens are not good. Default: none. */
  readonly active?: NamesOf<R['~row'], boolean | null>
  /** The text field with the address that mails for the user go to. Needed where there is `mail`. Default: none. */
  readonly email?: NamesOf<R['~row'], string | null>
  /**
   * A boolean field, read-only for users, that says whether the address is known to be theirs. With `mail` it is set by a
   * mailed code. Another address makes it false. Name the same field as `active`, and only they can sign in. Default: none.
   */
  readonly emailVerified?: NamesOf<R['~row'], boolean | null>
  /** The values that make a user an administrator, as `ninety user promote` writes them. Default: none. */
  readonly admin?: Partial<R['~values']>
  /** The roles of a user, from the row alone: asked again only when the row has changed. Default: none. */
  readonly roles?: (row: R['~row']) => readonly string[]
}

/** A source of users with its types forgotten. */
export interface AnyUserSource {
  readonly resource: AnyResource
  readonly login: readonly string[]
  readonly password: string
  readonly active: string | undefined
  readonly email: string | undefined
  readonly emailVerified: string | undefined
  readonly admin: Readonly<Record<string, unknown>> | undefined
  readonly roles: (row: never) => readonly string[]
}

/** Checks what types cannot say: that the fields are of the kind, and that sign-in names are unique. */
export function toUserSource<R extends AnyResource>(source: UserSource<R>): AnyUserSource {
  const { resource, login, password, active, email, emailVerified, admin, roles = () => [] } = source
  const faults = [
    ...login.flatMap((name) => checkLogin(resource, name)),
    ...checkKind(resource, password, 'secret', 'password'),
    ...(active === undefined ? [] : checkKind(resource, active, 'boolean', 'active')),
    ...checkVerified(resource, email, emailVerified),
  ]
  if (faults.length > 0) throw new DeclarationError(faults)
  return { resource, login, password, active, email, emailVerified, admin, roles }
}

/** The API's users must be those that were named: a resource of the same name may have other fields in another version. */
export function checkUserModel(model: Model, source: AnyUserSource): void {
  const { resource, login, password, active, email, emailVerified, admin = {} } = source
  const optional = [active, email, emailVerified].filter((name) => name !== undefined)
  const names = [...login, password, ...optional, ...Object.keys(admin)]
  const missing = names.filter((name) => {
    const declared = resource.definition.options.fields[name]!.definition
    const own = model.properties.get(name)?.definition
    return own?.kind !== declared.kind || own.unique !== declared.unique
  })
  if (missing.length === 0) return
  const message = `${pathOf(model)} has no such ${missing.join(', ')}`
  const remedy = 'name the resource that the current version of the API has'
  throw new DeclarationError([{ path: 'identity.users.resource', message, remedy }])
}

function checkLogin(resource: AnyResource, name: string): DeclarationFault[] {
  if (resource.definition.options.fields[name]?.definition.unique === true) return []
  const message = `${resource.name}.${name} is not unique, so that it cannot say who signs in`
  return [{ path: 'identity.users.login', message, remedy: `declare the field ${name} .unique()` }]
}

/** Whoever may write the field themselves would need no code. */
function checkVerified(
  resource: AnyResource,
  email: string | undefined,
  emailVerified: string | undefined,
): DeclarationFault[] {
  if (emailVerified === undefined) return []
  const path = 'identity.users.emailVerified'
  const definition = resource.definition.options.fields[emailVerified]?.definition
  const isOpen = definition?.readOnly !== true && definition?.writable === undefined
  return [
    ...checkKind(resource, emailVerified, 'boolean', 'emailVerified'),
    ...(isOpen
      ? [
          {
            path,
            message: `${resource.name}.${emailVerified} may be written by users`,
            remedy: `declare the field ${emailVerified} .readOnly()`,
          },
        ]
      : []),
    ...(email === undefined
      ? [
          {
            path,
            message: 'says nothing without an address',
            remedy: 'name the field of the address as email',
          },
        ]
      : []),
  ]
}

function checkKind(resource: AnyResource, name: string, kind: string, option: string): DeclarationFault[] {
  if (resource.definition.options.fields[name]?.definition.kind === kind) return []
  const message = `${resource.name}.${name} is not a ${kind} field`
  return [{ path: `identity.users.${option}`, message, remedy: `declare it with field.${kind}()` }]
}
