import type { Model } from '../../declaration/resource/model.ts'
import { verbsOf } from '../../declaration/resource/verb.ts'
import type { Identity } from '../../engine/identity/authenticator.ts'
import type { Endpoint } from '../../protocol/message/endpoint.ts'
import { createDocument, type OpenApiDocument } from '../../protocol/openapi/document.ts'
import { toBaseUrl } from './base-url.ts'
import type { AnyApiOptions, Edition } from './editions.ts'

/** The document of one version of an API, reached under a path. */
export function describeEdition(
  options: AnyApiOptions,
  { context, models, prefix, version, description }: Edition,
  endpoints: readonly Endpoint[],
  root: string,
): OpenApiDocument {
  const { identity } = context
  const scopes = scopesOf(models.values(), identity)
  const base = toBaseUrl(options.publicUrl, root)
  return createDocument({
    title: options.title ?? 'API',
    version,
    ...(description !== undefined && { description }),
    models,
    representations: context.representations,
    endpoints,
    prefix,
    securitySchemes: {
      ...Object.fromEntries((identity?.authenticators ?? []).map(({ name, scheme }) => [name, scheme])),
      ...identity?.schemes?.(base, scopes),
    },
    scopes,
    servers: [{ url: options.publicUrl ?? (root === '' ? '/' : root) }],
    problemTypes: `${base}/problems`,
    ...(identity !== undefined && { users: identity.users }),
    ...(context.limiter !== undefined && { rateLimits: context.limiter }),
  })
}

/** Every scope of some resources and of the identity's own endpoints, in order. */
export function scopesOf(models: Iterable<Model>, identity: Identity | undefined): readonly string[] {
  const scopes = [...models].flatMap((model) => verbsOf(model).map(({ scope }) => scope))
  return [...new Set([...scopes, ...(identity?.scopes ?? [])])].sort()
}
