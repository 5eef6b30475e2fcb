import type { JsonSchema } from '../../declaration/schema/json-schema.ts'
import { InvalidValue } from '../../declaration/schema/kind.ts'
import { normalizeText } from '../../declaration/schema/kinds/text.ts'
import { ValidationFailed } from '../../kernel/problem/catalogue.ts'
import type { Fault } from '../../kernel/problem/problem.ts'
import { createValidator } from '../../protocol/body/validator.ts'
import { firstPartyClient } from '../identity/login.ts'
import { findUnknownScopes } from '../identity/scopes.ts'
import type { NewOAuthClient } from './client-store.ts'
import { browserClient } from './browser-session.ts'
import { findRedirectFault, isMixed } from './redirect-uri.ts'

/** What the id of a client looks like. */
export const clientIdForm = /^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/

/** What a client is that is said to be nothing else. */
export const noFlags = { public: false, firstParty: false, service: false } as const

const longestName = 100
const longestUri = 2048
const mostUris = 10

/** What the owner of a client says of it, and may say anew. */
const clientProperties = {
  name: {
    type: 'string',
    minLength: 1,
    maxLength: longestName,
    pattern: '\\S',
    description: 'What users are asked about.',
    examples: ['Todo board'],
  },
  redirectUris: {
    type: 'array',
    items: { type: 'string', minLength: 1, maxLength: longestUri },
    maxItems: mostUris,
    uniqueItems: true,
    description:
      'Where users come back to, compared letter by letter: https, http on `localhost`, `127.0.0.1` and `[::1]` with any ' +
      'port, or the scheme of an app, such as `com.example.app:/callback`. None: for devices.',
    examples: [['https://board.example/callback']],
  },
  scopes: {
    type: 'array',
    items: { type: 'string' },
    maxItems: 1000,
    uniqueItems: true,
    description: 'What it may ask for; only scopes that the caller has.',
    examples: [['todos:read']],
  },
} satisfies Record<string, JsonSchema>

const flag = (description: string) => ({ type: 'boolean', default: false, description }) as const

/** The body that makes a client. */
export const newClientSchema = {
  type: 'object',
  properties: {
    ...clientProperties,
    public: flag('Whether it can keep no secret, as what runs in a browser or on a device; it gets none.'),
    service: flag('Whether it acts as itself, without a user (RFC 6749 section 4.4).'),
  },
  required: ['name', 'scopes'],
  additionalProperties: false,
} satisfies JsonSchema

/** What those who run an API say of a client beside. */
const operatorSchema = {
  ...newClientSchema,
  properties: {
    ...newClientSchema.properties,
    firstParty: flag('Whether it is their own.'),
    id: { type: 'string', pattern: clientIdForm.source },
    secret: { type: 'string', minLength: 1, maxLength: 500, pattern: '^[!-~]+$' },
  },
  required: ['name', 'scopes'],
} satisfies JsonSchema

/** The body that changes a client. */
export const clientChangeSchema = {
  type: 'object',
  properties: clientProperties,
  minProperties: 1,
  additionalProperties: false,
} satisfies JsonSchema

const validators = {
  new: createValidator(newClientSchema),
  operator: createValidator(operatorSchema),
  change: createValidator(clientChangeSchema),
}

/** What may be said of a client again. */
export type ClientChange = Partial<Pick<NewOAuthClient, 'name' | 'redirectUris' | 'scopes'>>

/** The same with what is said of it once. */
export type ClientValues = Partial<Omit<NewOAuthClient, 'ownerId'>>

/**
 * Reads what is said of a client: 422 naming each fault.
 * @param scopes every scope of the API
 */
export function readClientValues(
  kind: keyof typeof validators,
  value: unknown,
  scopes: readonly string[],
): ClientValues {
  const errors = validators[kind](value)
  if (errors.length > 0) throw new ValidationFailed({ errors })
  // The schema leaves nothing else.
  const values = value as ClientValues
  const name =
    values.name === undefined ? undefined : normalizeText(values.name, { max: longestName } as never)
  const faults = [
    ...(name instanceof InvalidValue ? [{ pointer: '/name', code: name.code, detail: name.detail }] : []),
    ...(turned.test(String(name)) ? [turnedName] : []),
    ...findUnknownScopes(values.scopes ?? [], scopes),
    ...findRedirectFaults(values),
    ...findKindFaults(values),
  ]
  if (faults.length > 0) throw new ValidationFailed({ errors: faults })
  return { ...values, ...(typeof name === 'string' && { name }) }
}

/** What turns the direction of a text around: users who are asked about a client would read another name. */
const turned = /[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069]/u
const turnedName: Fault = {
  pointer: '/name',
  code: 'control_character',
  detail: 'must not turn the direction of the text',
}

function findRedirectFaults({ redirectUris = [] }: ClientValues): Fault[] {
  const faults = redirectUris.flatMap((uri, index) => {
    const fault = findRedirectFault(uri)
    return fault === undefined ? [] : [{ pointer: `/redirectUris/${index}`, ...fault }]
  })
  return faults.length === 0 && isMixed(redirectUris) ? [mixed] : faults
}

const mixed: Fault = {
  pointer: '/redirectUris',
  code: 'conflicting_values',
  detail: "must not have both the scheme of an app and https on the user's own machine",
}

/** Sessions of the users' own sign-in go by these names: the end of such a client would end them. */
const takenNames: ReadonlySet<string> = new Set([firstPartyClient, browserClient])

function findKindFaults({ id, public: isPublic, service, secret }: ClientValues): Fault[] {
  const isTaken = id !== undefined && takenNames.has(id)
  const fault = (pointer: string, code: string, detail: string) => [{ pointer, code, detail }]
  return [
    ...(isTaken ? fault('/id', 'reserved', 'is the name of the sign-in itself') : []),
    ...(isPublic && service
      ? fault('/service', 'conflicting_values', 'must keep a secret, which a public client cannot')
      : []),
    ...(isPublic && secret !== undefined
      ? fault('/secret', 'conflicting_values', 'is nothing that a public client could keep')
      : []),
  ]
}
