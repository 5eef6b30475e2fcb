import { join } from 'node:path'
import { createApi, rateLimit, type AnyResource, type Clock, type Events, type RateLimitStore } from 'ninety'
import { identity, type AttemptCounters, type LoginThrottle } from 'ninety/identity'
import { migrations } from 'ninety/migrations'
import { inbox, smtp, type Mailer } from 'ninety/mail'
import { oauthServer } from 'ninety/oauth-server'
import { redis, type Redis } from 'ninety/redis'
import { sqliteAttempts, sqliteRateLimits } from 'ninety/sqlite'
import type { Configuration, ModuleName } from './configuration.ts'
import { isServer, openDatabase } from './database.ts'
import { customers, invoices, lines, products } from './modules/billing.ts'
import { posts } from './modules/posts.ts'
import { items, stores, tags } from './modules/stores.ts'
import { members, teams } from './modules/teams.ts'
import { todos } from './modules/todos.ts'
import { users as declareUsers } from './modules/users.ts'
import { toSignUp } from './sign-up.ts'

/** Each kind of database has migrations of its own in it. */
const folder = join(import.meta.dirname, '../migrations')

/** Wide enough for whoever uses the server, and too narrow to take it from everybody else. */
const policies = [
  rateLimit('addresses', { by: 'address', allow: '60000/1m' }),
  rateLimit('callers', { by: 'principal', allow: '30000/1m' }),
]

/** What each module has beside the users, whom all of them know. */
const resourcesOf: Readonly<Record<ModuleName, readonly AnyResource[]>> = {
  users: [],
  todos: [todos],
  stores: [stores, items, tags],
  teams: [teams, members],
  posts: [posts],
  billing: [customers, products, invoices, lines],
}

/** What tests bring with them. */
export interface Surroundings {
  readonly events?: Events
  readonly clock?: Clock
  readonly throttle?: LoginThrottle
}

/**
 * Whether it gives the clients of others tokens: clients must know its address, and be able to check what it signs
 * without a secret.
 */
export const hasOAuth = ({ publicUrl, tokenAlgorithm }: Configuration): boolean =>
  publicUrl !== undefined && tokenAlgorithm !== 'HS256'

/** The reference server's API, as the environment wants it. */
export function createReferenceApi(configuration: Configuration, surroundings: Surroundings = {}) {
  return createApi(toReferenceOptions(configuration, surroundings))
}

/** What it is made of: some tests make it their own way. */
export function toReferenceOptions(configuration: Configuration, surroundings: Surroundings = {}) {
  const { secret, publicUrl, corsOrigins, modules, database, rateLimits, production } = configuration
  const { requireApplicationKey: required, accessTokenHeader, tokenAlgorithm: algorithm } = configuration
  const { throttle, ...rest } = surroundings
  const mail = toMailer(configuration)
  const shared = configuration.redis === undefined ? undefined : redis(configuration.redis)
  const users = declareUsers(modules.includes('teams'))
  return {
    title: 'Ninety reference server',
    version: '1.0.0',
    description:
      'Users, their teams, todos and posts, stores and invoices, and all that a REST API owes its clients.',
    prefix: '/api/v1',
    forms: true,
    store: openDatabase(database, configuration.replicas),
    migrations: toMigrations(configuration),
    resources: [users, ...modules.flatMap((name) => resourcesOf[name])],
    identity: identity({
      users: {
        resource: users,
        login: ['username', 'email'],
        password: 'password',
        active: 'isActive',
        email: 'email',
        emailVerified: 'emailVerified',
        admin: { isAdmin: true },
        roles: (user) => (user.isAdmin ? ['admin'] : []),
      },
      algorithm,
      signUp: toSignUp(configuration),
      applicationKeys: { required },
      ...(mail !== undefined && { mail }),
      ...toAttempts(configuration, shared),
      ...(hasOAuth(configuration) && { authorizationServer: oauthServer() }),
      ...(accessTokenHeader !== undefined && { accessTokenHeader }),
      // Browsers keep what is meant for https from plain http; in production nothing else will do.
      cookies: { secure: production || publicUrl?.startsWith('https:') === true },
      ...(secret !== undefined && { secret }),
      ...(throttle !== undefined && { throttle }),
    }),
    rateLimits: rateLimits
      ? { policies, headers: 'both' as const, ...toLimitStore(configuration, shared) }
      : (false as const),
    ...(secret !== undefined && { secret }),
    ...(publicUrl !== undefined && { publicUrl }),
    ...(corsOrigins !== undefined && { cors: { origins: corsOrigins } }),
    ...rest,
  }
}

/** In production a database that is behind is refused, unless the start is asked to migrate it. */
const toMigrations = ({ production, migrate }: Configuration) =>
  migrations(folder, { atStart: production && !migrate ? 'check' : 'apply' })

/** In Redis, or else beside the database where workers share it; one process counts in its memory. */
function toLimitStore(
  { database, workers }: Configuration,
  shared: Redis | undefined,
): { readonly store?: RateLimitStore } {
  if (shared !== undefined) return { store: shared.rateLimits }
  return workers === 1 || database === ':memory:' || isServer(database)
    ? {}
    : { store: sqliteRateLimits(`${database}-limits`) }
}

/** In Redis, or else in the database or beside its file, so that all processes that share it count together. */
function toAttempts(
  { database }: Configuration,
  shared: Redis | undefined,
): { readonly attempts?: AttemptCounters } {
  if (shared !== undefined) return { attempts: shared.attempts }
  return database === ':memory:' || isServer(database)
    ? {}
    : { attempts: sqliteAttempts(`${database}-attempts`) }
}

/** An inbox shows mails to everybody: never in production. */
function toMailer({ mail, production }: Configuration): Mailer | undefined {
  if (mail !== undefined) return smtp(mail.url, { from: mail.from })
  return production ? undefined : inbox()
}
