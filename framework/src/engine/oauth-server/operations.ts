// OpenAPI Operation Objects of an authorization server's endpoints.
import type { JsonSchema } from '../../declaration/schema/json-schema.ts'
import type { OperationObject } from '../../protocol/message/endpoint.ts'

const text = { type: 'string' } as const

/** The refusals of OAuth (RFC 6749 section 5.2), which are no problems. */
const failure: JsonSchema = {
  type: 'object',
  properties: {
    error: { type: 'string', description: 'Such as `invalid_grant`.' },
    error_description: text,
  },
  required: ['error'],
}

const refusals = Object.fromEntries(
  [
    [400, 'The request is refused, as RFC 6749 section 5.2 says.'],
    [401, 'The client has not shown who it is.'],
    [429, 'Too many attempts.'],
    ['default', 'The request is refused before it is looked at, or the server failed.'],
  ].map(([status, description]) => [
    status,
    { description, content: { 'application/json': { schema: failure } } },
  ]),
)

const json = (description: string, schema: JsonSchema) => ({
  description,
  content: { 'application/json': { schema } },
})

/** A form, whose further members depend on the client and on what it asks for. */
const form = (properties: Readonly<Record<string, JsonSchema>>, required: readonly string[]) => ({
  required: true,
  content: {
    'application/x-www-form-urlencoded': {
      schema: { type: 'object', properties, required, additionalProperties: text },
    },
  },
})

const object = (
  properties: Readonly<Record<string, JsonSchema>>,
  required: readonly string[],
): JsonSchema => ({
  type: 'object',
  properties,
  required,
})

const tags = ['oauth']
const tokenMember: JsonSchema = { type: 'string', description: 'An access token or a refresh token.' }

/** How the endpoints look in the OpenAPI document. */
export const operations = {
  token: {
    operationId: 'oauthToken',
    summary: 'Get tokens',
    description:
      'Exchanges a code, a refresh token, a device code, the credentials of a client or, for clients of the operator alone, ' +
      'the password of a user for tokens (RFC 6749, 7636, 8628, 9449). A refresh token is good once.',
    tags,
    requestBody: form({ grant_type: text }, ['grant_type']),
    responses: {
      200: json(
        'The tokens.',
        object(
          {
            access_token: { type: 'string', description: 'A JWT (RFC 9068).' },
            token_type: { type: 'string', enum: ['Bearer', 'DPoP'] },
            expires_in: { type: 'integer', description: 'Seconds from now, of the access token.' },
            refresh_token: text,
            id_token: text,
            scope: text,
          },
          ['access_token', 'token_type', 'expires_in'],
        ),
      ),
      ...refusals,
    },
  },
  revocation: {
    operationId: 'oauthRevoke',
    summary: 'Take a token back',
    description:
      'Revokes a token of the client (RFC 7009): an access token alone, a refresh token with all that came of the same ' +
      'consent. Tokens that are not known are answered alike.',
    tags,
    requestBody: form({ token: tokenMember }, ['token']),
    responses: { 200: { description: 'The token is good no more.' }, ...refusals },
  },
  introspection: {
    operationId: 'oauthIntrospect',
    summary: 'Ask what a token says',
    description: 'Tells a client of its own tokens (RFC 7662); all others are not active.',
    tags,
    requestBody: form({ token: tokenMember }, ['token']),
    responses: {
      200: json('What it says.', object({ active: { type: 'boolean' } }, ['active'])),
      ...refusals,
    },
  },
  pushedAuthorization: {
    operationId: 'oauthPushAuthorization',
    summary: 'Push an authorization request',
    description: 'Takes the parameters of an authorization request, and gives a name for them (RFC 9126).',
    tags,
    requestBody: form({ client_id: text }, []),
    responses: {
      201: json(
        'The name, for `request_uri`.',
        object({ request_uri: text, expires_in: { type: 'integer' } }, ['request_uri', 'expires_in']),
      ),
      ...refusals,
    },
  },
  deviceAuthorization: {
    operationId: 'oauthAuthorizeDevice',
    summary: 'Ask to let a device in',
    description:
      'Gives a code for the device, and one for its user to type on the page that `verification_uri` names (RFC 8628).',
    tags,
    requestBody: form({ client_id: text, scope: text }, []),
    responses: {
      200: json(
        'The codes.',
        object(
          {
            device_code: text,
            user_code: text,
            verification_uri: text,
            verification_uri_complete: text,
            expires_in: { type: 'integer' },
            interval: { type: 'integer' },
          },
          ['device_code', 'user_code', 'verification_uri', 'expires_in'],
        ),
      ),
      ...refusals,
    },
  },
  authorization: {
    operationId: 'oauthAuthorize',
    summary: 'Ask a user for authorization',
    description:
      'Where browsers are sent (RFC 6749 section 4.1.1): code with PKCE (S256) alone. The answer goes to `redirect_uri` ' +
      'with `iss` (RFC 9207), or is a page where it cannot.',
    tags,
    parameters: [
      'client_id',
      'redirect_uri',
      'response_type',
      'scope',
      'state',
      'code_challenge',
      'request_uri',
    ].map((name) => ({ name, in: 'query', required: name === 'client_id', schema: text })),
    responses: {
      303: {
        description: 'To the page to sign in, or back to the client.',
        headers: { Location: { schema: text } },
      },
      400: { description: 'A page that says what is wrong.', content: { 'text/html': { schema: text } } },
    },
  },
  jwks: {
    operationId: 'oauthKeys',
    summary: 'Get the keys that check tokens',
    tags,
    responses: {
      200: {
        description: 'A JWK Set (RFC 7517).',
        content: { 'application/jwk-set+json': { schema: { type: 'object' } } },
      },
    },
  },
  serverMetadata: {
    operationId: 'oauthServerMetadata',
    summary: 'Get what the authorization server can do, and where',
    tags,
    responses: { 200: json('Its metadata (RFC 8414).', object({ issuer: text }, ['issuer'])) },
  },
  resourceMetadata: {
    operationId: 'oauthResourceMetadata',
    summary: 'Get who gives tokens for this API',
    tags,
    responses: {
      200: json(
        'The metadata of the API (RFC 9728).',
        object({ resource: text, authorization_servers: { type: 'array', items: text } }, ['resource']),
      ),
    },
  },
} satisfies Readonly<Record<string, OperationObject>>
