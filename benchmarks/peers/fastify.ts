/** Fastify 5, prepared statements of node:sqlite or pg, and fast-jwt: what a careful developer writes by hand. */
import type { AddressInfo } from 'node:net'

import Fastify from 'fastify'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { createSigner, createVerifier } from 'fast-jwt'
import { v7 } from 'uuid'

import { user } from '../dataset.ts'
import type { Todo, User } from '../dataset.ts'
import { parseCursor, toCursor } from './cursor.ts'
import { createBody, itemSchema, listQuery, listSchema } from './fastify-schemas.ts'
import type { ListQuery, NewTodo } from './fastify-schemas.ts'
import { openPostgres } from './fastify-postgres.ts'
import { openSqlite } from './fastify-sqlite.ts'
import { announce, isUrl, readDatabase } from './ready.ts'
import { AUDIENCE, ISSUER, LIFETIME_SECONDS, SECRET } from './token.ts'

declare module 'fastify' {
  interface FastifyRequest {
    user: User | null
  }
}

class HttpError extends Error {
  readonly statusCode: number

  constructor(statusCode: number, message: string) {
    super(message)
    this.statusCode = statusCode
  }
}

const database = readDatabase()
const { store, sampleIds } = isUrl(database) ? await openPostgres(database) : openSqlite(database)
const verify = createVerifier({
  key: SECRET,
  algorithms: ['HS256'],
  allowedIss: ISSUER,
  allowedAud: AUDIENCE,
  requiredClaims: ['sub', 'exp'],
})

async function readUser(header: string | undefined): Promise<User | undefined> {
  if (!header?.startsWith('Bearer ')) return undefined
  try {
    const { sub } = verify(header.slice(7)) as { sub: string }
    return await store.findUser(sub)
  } catch {
    return undefined
  }
}

async function authenticate(request: FastifyRequest, reply: FastifyReply) {
  const found = await readUser(request.headers.authorization)
  if (!found?.isActive) {
    reply.header('WWW-Authenticate', 'Bearer')
    throw new HttpError(401, 'A valid access token is needed')
  }
  request.user = found
}

/** The owner whose rows the caller may see; none for an administrator and on the open routes. */
function toOwner(caller: User | null): string | undefined {
  return caller === null || caller.isAdmin ? undefined : caller.id
}

/** Sets what 200, 201 and 304 have in common. */
function setValidators(reply: FastifyReply, todo: Todo): string {
  const tag = `"${todo.version}"`
  reply.header('ETag', tag).header('Cache-Control', 'private, no-cache')
  return tag
}

function toNewRow({ task, dueAt }: NewTodo, ownerId: string): Todo {
  const now = new Date().toISOString()
  const due = dueAt == null ? null : new Date(dueAt).toISOString()
  return { id: v7(), task, state: 'open', dueAt: due, ownerId, createdAt: now, updatedAt: now, version: 1 }
}

function toPage(path: string, query: ListQuery, rows: Todo[]) {
  const data = rows.slice(0, query.limit)
  const last = rows.length > query.limit ? data.at(-1) : undefined
  const next =
    last && `${path}?${new URLSearchParams({ ...query, limit: `${query.limit}`, after: toCursor(last) })}`
  return { data, page: { limit: query.limit, next: next ?? null } }
}

function registerTodos(app: FastifyInstance, path: string): void {
  app.get<{ Params: { id: string } }>(`${path}/:id`, { schema: itemSchema }, async (request, reply) => {
    const todo = await store.findTodo(request.params.id, toOwner(request.user))
    if (todo === undefined) throw new HttpError(404, 'There is no such todo')
    const tag = setValidators(reply, todo)
    if (request.headers['if-none-match'] === tag) return reply.code(304).send()
    return todo
  })

  app.get<{ Querystring: ListQuery }>(
    path,
    { schema: { querystring: listQuery, ...listSchema } },
    async (request, reply) => {
      const { query } = request
      const cursor = query.after === undefined ? undefined : parseCursor(query.after)
      if (query.after !== undefined && cursor === undefined)
        throw new HttpError(400, 'The cursor is not valid')
      const rows = await store.listTodos({ ...query, cursor, ownerId: toOwner(request.user) })
      reply.header('Cache-Control', 'private, no-cache')
      return toPage(path, query, rows)
    },
  )

  app.post<{ Body: NewTodo }>(
    path,
    { schema: { body: createBody, ...itemSchema } },
    async (request, reply) => {
      const todo = toNewRow(request.body, request.user?.id ?? user.id)
      await store.insertTodo(todo)
      setValidators(reply, todo)
      return reply.code(201).header('Location', `${path}/${todo.id}`).send(todo)
    },
  )
}

// By default Ajv here drops unknown members in silence; this API refuses them.
const app = Fastify({ logger: false, ajv: { customOptions: { removeAdditional: false } } })

app.decorateRequest('user', null)
app.setNotFoundHandler(() => {
  throw new HttpError(404, 'There is nothing at this address')
})
app.setErrorHandler<Error & { statusCode?: number; validationContext?: string }>((error, _request, reply) => {
  const status = error.validationContext === 'body' ? 422 : (error.statusCode ?? 500)
  const detail = status < 500 ? error.message : undefined
  reply.code(status).type('application/problem+json')
  return reply.serializer(JSON.stringify).send({ type: 'about:blank', status, detail })
})
app.register(async (open) => registerTodos(open, '/publicTodos'))
app.register(async (closed) => {
  closed.addHook('onRequest', authenticate)
  registerTodos(closed, '/todos')
})

await app.listen({ host: '127.0.0.1', port: 0 })
const sign = createSigner({
  key: SECRET,
  iss: ISSUER,
  aud: AUDIENCE,
  sub: user.id,
  expiresIn: LIFETIME_SECONDS * 1000,
})
announce({ port: (app.server.address() as AddressInfo).port, token: sign({}), sampleIds })
