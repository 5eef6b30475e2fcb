/** JSON Schemas of the Fastify peer: requests are validated, answers serialized by them. */

export interface NewTodo {
  task: string
  dueAt?: string | null
}

export interface ListQuery {
  state?: 'open' | 'done'
  sort: 'dueAt' | '-dueAt'
  limit: number
  after?: string
}

export const createBody = {
  type: 'object',
  required: ['task'],
  additionalProperties: false,
  properties: {
    task: { type: 'string', minLength: 1, maxLength: 500 },
    dueAt: { type: ['string', 'null'], format: 'date-time' },
  },
}

export const listQuery = {
  type: 'object',
  additionalProperties: false,
  properties: {
    state: { enum: ['open', 'done'] },
    sort: { enum: ['dueAt', '-dueAt'], default: '-dueAt' },
    limit: { type: 'integer', minimum: 1, maximum: 100, default: 20 },
    after: { type: 'string', maxLength: 200 },
  },
}

const todo = {
  type: 'object',
  properties: {
    id: { type: 'string' },
    task: { type: 'string' },
    state: { type: 'string' },
    dueAt: { type: ['string', 'null'] },
    ownerId: { type: 'string' },
    createdAt: { type: 'string' },
    updatedAt: { type: 'string' },
  },
}

const page = {
  type: 'object',
  properties: { limit: { type: 'integer' }, next: { type: ['string', 'null'] } },
}

export const itemSchema = { response: { 200: todo, 201: todo } }

export const listSchema = {
  response: { 200: { type: 'object', properties: { data: { type: 'array', items: todo }, page } } },
}
