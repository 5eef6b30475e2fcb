// Operation Objects of OpenAPI 3.1 for collections under /auth, such as /auth/applications.
import { describeRule } from '../../declaration/policy/describe.ts'
import type { RuleNode } from '../../declaration/policy/rule.ts'
import type { JsonSchema } from '../../declaration/schema/json-schema.ts'
import type { OperationObject } from '../../protocol/message/endpoint.ts'
import {
  pageParameters,
  toEmptyResponse,
  toJsonResponse,
  toPageSchema,
  withHeader,
} from './operation-response.ts'

/** What one must be granted to see a collection, and to change it. */
export interface CollectionScopes {
  readonly read: string
  readonly write: string
}

/** What an operation does, and who may ask for it. */
export interface OperationTerms {
  readonly summary: string
  readonly text: string
  readonly scope: string
  readonly rule: RuleNode
}

/** What an answer holds. */
export interface Shown {
  readonly schema: JsonSchema
  readonly example: unknown
}

/** What a collection holds, and who may do what with it. */
export interface CollectionTerms {
  /** Its address in the API, such as `/auth/applications`. */
  readonly path: string
  /** What it holds one of, such as `application`; the plural has an `s`. */
  readonly noun: string
  readonly scopes: CollectionScopes
  /** Who may ask for its operations. */
  readonly rule: RuleNode
  /** The Parameter Object of an id. */
  readonly id: object
  readonly member: Shown
  /** A member as it is shown once, when it was made. */
  readonly created: Shown
  /** The body that makes a member. */
  readonly body: JsonSchema
  readonly create: Texts & {
    readonly answer: string
    /** Default: that of the collection. */
    readonly rule?: RuleNode
  }
  readonly list: Texts
  readonly read: Texts
  readonly delete: Texts & { readonly answer: string }
}

type Texts = Pick<OperationTerms, 'summary' | 'text'>

/** The operations of a collection. */
export interface CollectionOperations {
  readonly create: OperationObject
  readonly list: OperationObject
  readonly read: OperationObject
  /** Undefined where members stay as they were made. */
  readonly change?: OperationObject
  readonly delete: OperationObject
}

/** The members of an Operation Object that say what it does, and who may ask for it. */
export function describeOperation({ summary, text, scope, rule }: OperationTerms) {
  return {
    summary,
    description: `${text}\n\nAllowed: ${describeRule(rule)}.`,
    tags: ['auth'],
    'x-access': { rule, scopes: [scope] },
  }
}

/** How a collection looks in the OpenAPI document: the operations that each of them has. */
export function toCollectionOperations(terms: CollectionTerms): CollectionOperations {
  const { path, noun, scopes, rule, id, member, created } = terms
  const name = noun[0]!.toUpperCase() + noun.slice(1)
  const page = {
    data: [member.example],
    page: { limit: 20, next: null, prev: null, first: `${path}?limit=20` },
  }
  return {
    create: {
      operationId: `create${name}`,
      ...describeOperation({ rule, ...terms.create, scope: scopes.write }),
      requestBody: { required: true, content: { 'application/json': { schema: terms.body } } },
      responses: {
        201: withHeader(
          toJsonResponse(terms.create.answer, created.schema, created.example),
          'Location',
          `The address of the ${noun}.`,
        ),
      },
    },
    list: {
      operationId: `list${name}s`,
      ...describeOperation({ rule, ...terms.list, scope: scopes.read }),
      parameters: pageParameters,
      responses: {
        200: withHeader(
          toJsonResponse(`A page of ${noun}s.`, toPageSchema(member.schema), page),
          'Link',
          'The neighbours of the page (RFC 8288).',
        ),
      },
    },
    read: {
      operationId: `get${name}`,
      ...describeOperation({ rule, ...terms.read, scope: scopes.read }),
      parameters: [id],
      responses: { 200: toJsonResponse(`The ${noun}.`, member.schema, member.example) },
    },
    delete: {
      operationId: `delete${name}`,
      ...describeOperation({ rule, ...terms.delete, scope: scopes.write }),
      parameters: [id],
      responses: { 204: toEmptyResponse(terms.delete.answer) },
    },
  }
}
