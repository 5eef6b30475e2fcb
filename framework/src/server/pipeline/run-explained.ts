// `X-Explain-Access: true`: administrators are told by which rule they are answered.
import { describeVerdict } from '../../declaration/policy/describe-verdict.ts'
import { explainRule, judgeWithoutRow, type Judge } from '../../declaration/policy/explain.ts'
import { always } from '../../declaration/condition/condition.ts'
import { toCodeSelection, toStoredRow, type StoredRow } from '../../engine/rows/stored-row.ts'
import { Forbidden, NotFound, Unauthenticated } from '../../kernel/problem/catalogue.ts'
import { Problem } from '../../kernel/problem/problem.ts'
import type { HttpReply } from '../../protocol/message/message.ts'
import { Exchange } from './exchange.ts'
import type { ReceivedRequest } from './received-request.ts'
import { holdsForRow } from './related-verdict.ts'
import type { ResourceRoute } from './resource-route.ts'
import { runExchange } from './run.ts'

/** The request header that asks for it, in lower case. */
export const explainHeader = 'x-explain-access'
const explanationHeader = 'x-access-explanation'

/** Characters. */
const longest = 500

/** Runs a request, and adds to its answer which rule decided; to whom that may not be told, nothing is added. */
export async function runExplained(route: ResourceRoute, request: ReceivedRequest): Promise<HttpReply> {
  const exchange = new Exchange(request, route, route.api.store, route.api.clock.now())
  try {
    const reply = await runExchange(exchange)
    const told = await tell(exchange, () => explainAnswer(exchange))
    // What is meant for one caller must not be kept for others.
    return told === undefined
      ? reply
      : { ...reply, headers: { ...reply.headers, ...told, 'cache-control': 'no-store' } }
  } catch (error) {
    if (error instanceof Problem && error.status < 500) {
      const told = await tell(exchange, () => explainRefusal(exchange, error))
      if (told !== undefined) request.replyHeaders = { ...request.replyHeaders, ...told }
    }
    throw error
  }
}

/** The header that tells it; an answer must not fail because it cannot be explained. */
async function tell(
  exchange: Exchange,
  explain: () => Promise<string>,
): Promise<Readonly<Record<string, string>> | undefined> {
  if (!isToldTo(exchange)) return undefined
  try {
    return { [explanationHeader]: toHeader(await explain()) }
  } catch (error) {
    exchange.route.api.events.emit('request.failed', { id: exchange.request.id, error })
    return undefined
  }
}

function isToldTo({ route, request, principal }: Exchange): boolean {
  const role = route.api.identity?.administrators
  return role !== undefined && request.headers[explainHeader] === 'true' && principal.roles.includes(role)
}

async function explainAnswer(exchange: Exchange): Promise<string> {
  return `allowed: ${describeVerb(exchange)} (${await decideVerb(exchange)})`
}

async function explainRefusal(exchange: Exchange, problem: Problem): Promise<string> {
  const { route, principal, now } = exchange
  const verb = describeVerb(exchange)
  switch (problem.code) {
    case NotFound.code: {
      // Hidden rows look like absent ones to administrators as well.
      const read = await explainRule(route.model.access.read, principal, now)
      return `refused: ${verb}, absent or hidden by a rule of reads (${route.model.name}: ${describeVerdict(read)})`
    }
    case Forbidden.code:
      return problem.errors === undefined
        ? `refused: ${verb} (${await decideVerb(exchange)})`
        : `refused: ${verb}, fields that may not be written (${problem.errors.map(({ pointer }) => pointer).join(', ')})`
    default:
      return problem.status === Unauthenticated.status || problem.status === Forbidden.status
        ? `refused: ${verb} (${problem.title}: ${await decideVerb(exchange)})`
        : `allowed: ${verb} (${await decideVerb(exchange)}), refused otherwise (${problem.code})`
  }
}

/** What decided the rule of the verb, on the row where there is one. */
async function decideVerb(exchange: Exchange): Promise<string> {
  const { route, principal, now } = exchange
  const row = await findRow(exchange)
  const explained = await explainRule(
    route.verb.rule,
    principal,
    now,
    row === undefined ? judgeWithoutRow : toJudge(exchange, row),
  )
  return describeVerdict(explained)
}

/** The row as it was judged; of a read, which fetches no more than it shows, the row as it is. */
async function findRow({ route, row, id, found }: Exchange): Promise<StoredRow | undefined> {
  if (row !== undefined || found === undefined || id === undefined) return row
  const { model, api } = route
  const read = await api.store.find(model, { id, where: always, selection: toCodeSelection(model) })
  return read && toStoredRow(model, read)
}

function toJudge({ request, route, now }: Exchange, row: StoredRow): Judge {
  const judged = new Exchange(request, route, route.api.store, now)
  judged.row = row
  return (condition) => holdsForRow(judged, condition)
}

const describeVerb = ({ route: { verb, model } }: Exchange): string =>
  `${verb.action?.name ?? verb.verb} ${model.name}`

/** Printable ASCII, as headers have it (RFC 9110 section 5.5), and not too long. */
function toHeader(text: string): string {
  const printable = text.replaceAll(/[^ -~]/g, '?')
  return printable.length > longest ? `${printable.slice(0, longest - 3)}...` : printable
}
