/** The service of the Nest peer: all that touches the entity manager. */
import type { FilterQuery } from '@mikro-orm/core'
import { EntityManager } from '@mikro-orm/sql'
import { BadRequestException, Injectable, NotFoundException } from '@nestjs/common'
import { v7 } from 'uuid'

import { parseCursor } from './cursor.ts'
import type { Cursor } from './cursor.ts'
import { decorateClass } from './nest-decoration.ts'
import { TodoEntity } from './nest-entities.ts'
import type { TodoRow } from './nest-entities.ts'
import type { ListQuery, NewTodo } from './nest-messages.ts'

function isBeyond({ dueAt, id }: Cursor, sort: ListQuery['sort']): FilterQuery<TodoRow> {
  const operator = sort === '-dueAt' ? '$lt' : '$gt'
  if (dueAt === null) return { dueAt: null, id: { [operator]: id } }
  return { $or: [{ dueAt: { [operator]: dueAt } }, { dueAt, id: { [operator]: id } }, { dueAt: null }] }
}

function readCursor(text: string): Cursor {
  const cursor = parseCursor(text)
  if (cursor === undefined) throw new BadRequestException('The cursor is not valid')
  return cursor
}

export class TodoService {
  readonly #entities: EntityManager

  constructor(entities: EntityManager) {
    this.#entities = entities
  }

  async find(id: string, ownerId: string | undefined): Promise<TodoRow> {
    const todo = await this.#entities.findOne(TodoEntity, { id, ...(ownerId !== undefined && { ownerId }) })
    if (todo === null) throw new NotFoundException('There is no such todo')
    return todo
  }

  /** Answers with one row more than the limit when there is a next page. */
  async list({ state, sort, limit, after }: ListQuery, ownerId: string | undefined): Promise<TodoRow[]> {
    const where: FilterQuery<TodoRow> = {
      ...(state !== undefined && { state }),
      ...(ownerId !== undefined && { ownerId }),
      ...(after === undefined ? {} : (isBeyond(readCursor(after), sort) as object)),
    }
    const orderBy =
      sort === '-dueAt'
        ? ({ dueAt: 'desc', id: 'desc' } as const)
        : ({ dueAt: 'asc nulls last', id: 'asc' } as const)
    return this.#entities.find(TodoEntity, where, { orderBy, limit: limit + 1 })
  }

  async create({ task, dueAt }: NewTodo, ownerId: string): Promise<TodoRow> {
    const now = new Date().toISOString()
    const due = dueAt == null ? null : new Date(dueAt).toISOString()
    const members = {
      id: v7(),
      task,
      state: 'open',
      dueAt: due,
      ownerId,
      createdAt: now,
      updatedAt: now,
    } as const
    const todo = this.#entities.create(TodoEntity, members)
    await this.#entities.persist(todo).flush()
    return todo
  }
}

decorateClass(TodoService, [Injectable()], [EntityManager])
