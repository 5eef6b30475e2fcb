/** The two controllers of the Nest peer: the same routes, open and behind the guard. */
import { wrap } from '@mikro-orm/core'
import { Body, Controller, Get, Header, Param, Post, Query, Req, Res, UseGuards } from '@nestjs/common'
import type { FastifyReply } from 'fastify'

import { user } from '../dataset.ts'
import { toCursor } from './cursor.ts'
import { AccessGuard } from './nest-access.ts'
import type { AuthenticatedRequest } from './nest-access.ts'
import { decorateClass, decorateMethod } from './nest-decoration.ts'
import type { TodoRow } from './nest-entities.ts'
import { bodyPipe, ListQuery, NewTodo, queryPipe } from './nest-messages.ts'
import { TodoService } from './nest-service.ts'

/** The owner whose rows the caller may see; none for an administrator and on the open routes. */
function toOwner({ caller }: AuthenticatedRequest): string | undefined {
  return caller === undefined || caller.isAdmin ? undefined : caller.id
}

/** Sets what 200, 201 and 304 have in common. */
function setTag(reply: FastifyReply, todo: TodoRow): string {
  const tag = `"${todo.version}"`
  reply.header('ETag', tag)
  return tag
}

function toPage(path: string, { state, sort, limit }: ListQuery, rows: TodoRow[]) {
  const page = rows.slice(0, limit)
  const last = rows.length > limit ? page.at(-1) : undefined
  const data = page.map((row) => wrap(row).toObject())
  if (last === undefined) return { data, page: { limit, next: null } }
  const after = toCursor({ id: last.id, dueAt: last.dueAt ?? null })
  const query = new URLSearchParams({ ...(state && { state }), sort, limit: `${limit}`, after })
  return { data, page: { limit, next: `${path}?${query}` } }
}

/** Nest reads routes per class, so each path has its own; this makes both. */
function createController(path: string, guards: Function[]) {
  class TodoController {
    readonly todos: TodoService

    constructor(todos: TodoService) {
      this.todos = todos
    }

    async read(id: string, request: AuthenticatedRequest, reply: FastifyReply) {
      const todo = await this.todos.find(id, toOwner(request))
      const tag = setTag(reply, todo)
      if (request.headers['if-none-match'] !== tag) return wrap(todo).toObject()
      reply.status(304)
      return undefined
    }

    async list(query: ListQuery, request: AuthenticatedRequest) {
      return toPage(path, query, await this.todos.list(query, toOwner(request)))
    }

    async create(body: NewTodo, request: AuthenticatedRequest, reply: FastifyReply) {
      const todo = await this.todos.create(body, request.caller?.id ?? user.id)
      setTag(reply, todo)
      reply.header('Location', `${path}/${todo.id}`)
      return wrap(todo).toObject()
    }
  }

  const caching = Header('Cache-Control', 'private, no-cache')
  decorateMethod(TodoController, 'read', {
    decorators: [Get(':id'), caching],
    parameters: [[Param('id')], [Req()], [Res({ passthrough: true })]],
    types: [String, Object, Object],
  })
  decorateMethod(TodoController, 'list', {
    decorators: [Get(), caching],
    parameters: [[Query(queryPipe)], [Req()]],
    types: [ListQuery, Object],
  })
  decorateMethod(TodoController, 'create', {
    decorators: [Post(), caching],
    parameters: [[Body(bodyPipe)], [Req()], [Res({ passthrough: true })]],
    types: [NewTodo, Object, Object],
  })
  decorateClass(TodoController, [Controller(path), UseGuards(...guards)], [TodoService])
  return TodoController
}

export const PublicTodoController = createController('/publicTodos', [])
export const TodoController = createController('/todos', [AccessGuard])
