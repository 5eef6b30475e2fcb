import type { AppliedLimit, RateLimit } from '../../declaration/resource/rate-limit.ts'
import { parseRate } from '../../kernel/values/rate.ts'
import { toHeaderNames, type RateLimitHeaders } from '../rate-limit/rate-limit-headers.ts'
import type { OpenApiObject, Operation } from './openapi-object.ts'
import { toHeaders } from './response-headers.ts'

/** What a document has to know of limits. */
export interface DocumentedLimits {
  /** Those of the whole API. */
  readonly policies: readonly RateLimit[]
  readonly headers: RateLimitHeaders
}

/** An operation with its limits, in words and as data, and with the headers that tell what they leave. */
export function withLimits(
  operation: Operation,
  limits: readonly AppliedLimit[],
  form: RateLimitHeaders | undefined,
): Operation {
  if (form === undefined || limits.length === 0) return operation
  const { description, responses = {} } = operation
  const words = `Limited: ${limits.map(toWords).join('; ')}.`
  // Who is allowed to use an operation stands last, whatever else is said of it.
  const texts = 'x-access' in operation ? [words, description] : [description, words]
  return {
    ...operation,
    description: texts.filter((text) => text !== undefined).join('\n\n'),
    'x-rate-limits': limits.map(toData),
    responses: Object.fromEntries(
      Object.entries(responses).map(([status, response]) => [status, withHeaders(response, form)]),
    ),
  }
}

function withHeaders(response: OpenApiObject, form: RateLimitHeaders): OpenApiObject {
  if ('$ref' in response) return response
  return {
    ...response,
    headers: { ...(response['headers'] as object), ...toHeaders(...toHeaderNames(form)) },
  }
}

const counted: Readonly<Record<RateLimit['by'], string>> = {
  address: 'from one address',
  principal: 'by one caller',
  client: 'through one client',
}

/** `60 requests a minute by one caller (item-writes), of which this takes 5`. */
function toWords({ limit: { name, by, allow }, cost }: AppliedLimit): string {
  const { count, milliseconds } = parseRate(allow)!
  const what = count === 1 ? '1 request' : `${count.toLocaleString('en')} requests`
  const price = cost === 1 ? '' : `, of which this takes ${cost.toLocaleString('en')}`
  return `${what} ${toSpan(milliseconds)} ${counted[by]} (${name})${price}`
}

const units = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1000],
] as const

/** `in 90 seconds`, `a minute`. */
function toSpan(milliseconds: number): string {
  const [unit, length] = units.find(([, each]) => milliseconds % each === 0)!
  const count = milliseconds / length
  if (count === 1) return unit === 'hour' ? 'an hour' : `a ${unit}`
  return `in ${count} ${unit}s`
}

function toData({ limit: { name, by, allow }, cost }: AppliedLimit): OpenApiObject {
  const { count, milliseconds } = parseRate(allow)!
  return { name, by, quota: count, window: milliseconds / 1000, cost }
}
