/** What the Fastify peer asks of its database; one in the same process answers at once. */
import type { Todo, User } from '../dataset.ts'
import type { Cursor } from './cursor.ts'

export interface ListOptions {
  state?: string
  ownerId: string | undefined
  sort: 'dueAt' | '-dueAt'
  cursor: Cursor | undefined
  limit: number
}

/** With some ids to ask for. */
export interface FilledStore {
  store: TodoStore
  sampleIds: string[]
}

export interface TodoStore {
  findUser(id: string): User | undefined | Promise<User | undefined>
  findTodo(id: string, ownerId: string | undefined): Todo | undefined | Promise<Todo | undefined>
  insertTodo(todo: Todo): void | Promise<void>
  /** Answers with one row more than the limit when there is a next page. */
  listTodos(options: ListOptions): Todo[] | Promise<Todo[]>
}
