// Problem details for HTTP APIs (RFC 9457), as a client sees them.
import type { Fault } from '../../kernel/problem/problem.ts'
import type { Answer, ClientRequest } from './answer.ts'

/** What a call of the client throws when the API refuses it: an answer with a status of 400 or more. */
export class ProblemAnswer extends Error {
  readonly status: number
  /** Stable SCREAMING_SNAKE code; undefined where the body is no problem. */
  readonly code: string | undefined
  readonly detail: string | undefined
  /** Every fault, each with its place; empty where none is named. */
  readonly errors: readonly Fault[]
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>
  /** The whole body, as it was read. */
  readonly body: unknown

  constructor({ method, url }: Pick<ClientRequest, 'method' | 'url'>, answer: Answer<unknown>) {
    super(`${method} ${url} was answered with ${answer.status}: ${answer.text}`)
    const problem = toObject(answer.body)
    this.name = 'ProblemAnswer'
    this.status = answer.status
    this.code = toText(problem['code'])
    this.detail = toText(problem['detail'])
    this.errors = Array.isArray(problem['errors']) ? problem['errors'] : []
    this.headers = answer.headers
    this.body = answer.body
  }
}

const toObject = (body: unknown): Readonly<Record<string, unknown>> =>
  typeof body === 'object' && body !== null ? (body as Readonly<Record<string, unknown>>) : {}

const toText = (value: unknown): string | undefined => (typeof value === 'string' ? value : undefined)
