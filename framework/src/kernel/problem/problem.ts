// Problem details for HTTP APIs (RFC 9457): an error that is also an answer.
import { DeclarationError, type DeclarationFault } from './declaration-error.ts'

/** One fault among several of a request: where it lies, a stable code and a sentence for people. */
export interface Fault {
  /** JSON Pointer (RFC 6901) into the request body. */
  readonly pointer?: string
  /** Name of the query or path parameter. */
  readonly parameter?: string
  /** Name of the request header. */
  readonly header?: string
  /** Which row, of a request about many. */
  readonly id?: string | number
  /** Stable snake_case code, such as `too_long`. */
  readonly code: string
  /** What is wrong, for people. */
  readonly detail: string
}

/** What may be said of one occurrence of a problem. */
export interface ProblemOptions {
  /** This occurrence explained to a person; never shown when the status is 500 or more. */
  readonly detail?: string
  /** Every fault found, each with its place. */
  readonly errors?: readonly Fault[]
  /** Response headers that belong to the answer, in lower case. */
  readonly headers?: Readonly<Record<string, string>>
  /** `Set-Cookie` headers that belong to the answer. */
  readonly cookies?: readonly string[]
  /** What made it happen; logged, never shown. */
  readonly cause?: unknown
}

/** How many faults a problem tells at most: as many as anybody reads. */
export const mostFaults = 100

/** An error that is an RFC 9457 answer. Throw one from any handler, hook or action. */
export class Problem extends Error {
  /** HTTP status, 400 to 599. */
  readonly status: number
  /** Stable SCREAMING_SNAKE code; documented in `docs/problems.md`. */
  readonly code: string
  /** Short summary of the problem type, the same for every occurrence. */
  readonly title: string
  readonly detail: string | undefined
  readonly errors: readonly Fault[] | undefined
  readonly headers: Readonly<Record<string, string>> | undefined
  readonly cookies: readonly string[] | undefined

  constructor(type: ProblemType, options: ProblemOptions = {}) {
    super(options.detail ?? type.title, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'Problem'
    this.status = type.status
    this.code = type.code
    this.title = type.title
    this.detail = options.detail
    this.errors = options.errors
    this.headers = options.headers
    this.cookies = options.cookies
  }
}

/** A kind of problem: constructing it makes one occurrence. */
export interface ProblemType {
  new (options?: ProblemOptions): Problem
  readonly code: string
  readonly status: number
  readonly title: string
}

/**
 * Defines a problem of your own: `const TodoAlreadyDone = defineProblem('TODO_ALREADY_DONE', 409, 'The todo is done')`.
 * Throws a DeclarationError for what is no code or no status of a refusal.
 * @param code stable SCREAMING_SNAKE name, unique in the API
 * @param status HTTP status, 400 to 599
 * @param title short summary, the same for every occurrence
 */
export function defineProblem(code: string, status: number, title: string): ProblemType {
  checkType(code, status)
  return class extends Problem {
    static readonly code = code
    static readonly status = status
    static readonly title = title

    constructor(options?: ProblemOptions) {
      super({ code, status, title } as ProblemType, options)
    }
  }
}

function checkType(code: string, status: number): void {
  const path = code === '' ? 'defineProblem' : code
  const faults: DeclarationFault[] = []
  if (!/^[A-Z][A-Z0-9]*(?:_[A-Z0-9]+)*$/.test(code)) {
    faults.push({
      path,
      message: 'is not a code',
      remedy: 'write SCREAMING_SNAKE, such as TODO_ALREADY_DONE',
    })
  }
  if (!Number.isInteger(status) || status < 400 || status > 599) {
    const message = `has the status ${status}, which refuses nothing`
    faults.push({ path, message, remedy: 'choose a status of 400 to 599' })
  }
  if (faults.length > 0) throw new DeclarationError(faults)
}
