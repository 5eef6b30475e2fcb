/** Express 5, drizzle-orm, zod and jsonwebtoken. */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

import express from 'express'
import type { ErrorRequestHandler, RequestHandler, Response } from 'express'
import jwt from 'jsonwebtoken'
import { v7 } from 'uuid'
import { z } from 'zod'

import { user } from '../dataset.ts'
import type { Todo, User } from '../dataset.ts'
import { parseCursor, toCursor } from './cursor.ts'
import { seedDatabase } from './sqlite-database.ts'
import { TodoStore } from './express-store.ts'
import { announce, readDatabase } from './ready.ts'
import { AUDIENCE, ISSUER, LIFETIME_SECONDS, SECRET } from './token.ts'

class HttpError extends Error {
  readonly status: number

  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

const newTodo = z.strictObject({
  task: z.string().min(1).max(500),
  dueAt: z.iso.datetime({ offset: true }).nullish(),
})

const listQuery = z.strictObject({
  state: z.enum(['open', 'done']).optional(),
  sort: z.enum(['dueAt', '-dueAt']).default('-dueAt'),
  limit: z.coerce.number().int().min(1).max(100).default(20),
  after: z.string().max(200).optional(),
})

type ListQuery = z.infer<typeof listQuery>

const file = readDatabase()
const sampleIds = seedDatabase(file)
const store = new TodoStore(file)

function parse<T>(schema: z.ZodType<T>, value: unknown, status: number): T {
  const { data, error } = schema.safeParse(value)
  if (error) throw new HttpError(status, z.prettifyError(error))
  return data
}

function readSubject(header: string | undefined): string | undefined {
  if (!header?.startsWith('Bearer ')) return undefined
  try {
    const options = { algorithms: ['HS256' as const], issuer: ISSUER, audience: AUDIENCE }
    return jwt.verify(header.slice(7), SECRET, options).sub as string | undefined
  } catch {
    return undefined
  }
}

const authenticate: RequestHandler = async (request, response, next) => {
  const subject = readSubject(request.get('Authorization'))
  const found = subject === undefined ? undefined : await store.findUser(subject)
  if (!found?.isActive) {
    response.set('WWW-Authenticate', 'Bearer')
    throw new HttpError(401, 'A valid access token is needed')
  }
  response.locals['user'] = found
  next()
}

/** The owner whose rows the caller may see; none for an administrator and on the open routes. */
function toOwner(response: Response): string | undefined {
  const caller = response.locals['user'] as User | undefined
  return caller === undefined || caller.isAdmin ? undefined : caller.id
}

function toItem({ version: _version, ...members }: Todo) {
  return members
}

/** Sets what 200, 201 and 304 have in common. */
function setValidators(response: Response, todo: Todo): void {
  response.set({ ETag: `"${todo.version}"`, 'Cache-Control': 'private, no-cache' })
}

function toNewRow({ task, dueAt }: z.infer<typeof newTodo>, ownerId: string): Todo {
  const now = new Date().toISOString()
  const due = dueAt == null ? null : new Date(dueAt).toISOString()
  return { id: v7(), task, state: 'open', dueAt: due, ownerId, createdAt: now, updatedAt: now, version: 1 }
}

function toPage(path: string, { state, sort, limit }: ListQuery, rows: Todo[]) {
  const data = rows.slice(0, limit)
  const last = rows.length > limit ? data.at(-1) : undefined
  if (last === undefined) return { data: data.map(toItem), page: { limit, next: null } }
  const query = new URLSearchParams({
    ...(state && { state }),
    sort,
    limit: `${limit}`,
    after: toCursor(last),
  })
  return { data: data.map(toItem), page: { limit, next: `${path}?${query}` } }
}

function createTodoRoutes(path: string): express.Router {
  const router = express.Router()

  router.get('/:id', async (request, response) => {
    const todo = await store.findTodo(request.params.id, toOwner(response))
    if (todo === undefined) throw new HttpError(404, 'There is no such todo')
    setValidators(response, todo)
    // Express compares If-None-Match with the ETag by itself.
    if (request.fresh) response.status(304).end()
    else response.json(toItem(todo))
  })

  router.get('/', async (request, response) => {
    const query = parse(listQuery, request.query, 400)
    const cursor = query.after === undefined ? undefined : parseCursor(query.after)
    if (query.after !== undefined && cursor === undefined) throw new HttpError(400, 'The cursor is not valid')
    const rows = await store.listTodos({ ...query, cursor, ownerId: toOwner(response) })
    response.set('Cache-Control', 'private, no-cache').json(toPage(path, query, rows))
  })

  router.post('/', express.json(), async (request, response) => {
    const caller = response.locals['user'] as User | undefined
    const todo = toNewRow(parse(newTodo, request.body, 422), caller?.id ?? user.id)
    await store.insertTodo(todo)
    setValidators(response, todo)
    response.status(201).location(`${path}/${todo.id}`).json(toItem(todo))
  })

  return router
}

const handleError: ErrorRequestHandler = (error, _request, response, _next) => {
  const status = (error as { status?: number }).status ?? 500
  const detail = status < 500 ? (error as Error).message : undefined
  response.status(status).type('application/problem+json').json({ type: 'about:blank', status, detail })
}

const app = express()
app.disable('x-powered-by')
// The tags come from the version column; Express would hash each body.
app.disable('etag')
app.use('/publicTodos', createTodoRoutes('/publicTodos'))
app.use('/todos', authenticate, createTodoRoutes('/todos'))
app.use(() => {
  throw new HttpError(404, 'There is nothing at this address')
})
app.use(handleError)

const server = createServer(app)
server.listen(0, '127.0.0.1', () => {
  const options = { issuer: ISSUER, audience: AUDIENCE, subject: user.id, expiresIn: LIFETIME_SECONDS }
  const token = jwt.sign({}, SECRET, options)
  announce({ port: (server.address() as AddressInfo).port, token, sampleIds })
})
