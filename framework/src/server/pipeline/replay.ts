// What the Idempotency-Key of a request is good for (draft-ietf-httpapi-idempotency-key-header-07).
import { createHash } from 'node:crypto'
import { isNever } from '../../declaration/condition/condition.ts'
import type { Kept, KeptAnswer, KeyedRequest } from '../../engine/retry/kept-answers.ts'
import { InternalError, RequestInProgress } from '../../kernel/problem/catalogue.ts'
import type { Awaitable } from '../../kernel/values/awaitable.ts'
import type { HttpReply } from '../../protocol/message/message.ts'
import type { Exchange } from './exchange.ts'
import { noContent, runAll } from './run-all.ts'
import type { Stage } from './stage.ts'

/**
 * The rest of a request that may come with a key: with one it is done once, and answered the same ever after.
 * @param judging the stages up to `precondition`
 * @param finishing `execute` and `represent`: with a key they share one transaction, in which the answer is kept
 */
export function replayOr(judging: readonly Stage[], finishing: readonly Stage[]): Stage {
  const whole = [...judging, ...finishing]
  return (exchange): Awaitable<void> =>
    exchange.idempotencyKey === undefined ? runAll(whole, exchange) : runOnce(exchange, judging, finishing)
}

function runOnce(exchange: Exchange, judging: readonly Stage[], finishing: readonly Stage[]): Promise<void> {
  const { answers } = exchange.route.api
  const request = toKeyedRequest(exchange)
  return answers.alone(request, async () => {
    // Who may not do this at all any more is not told again what it did.
    const isRefused = exchange.signUp === undefined && isNever(exchange.allowed)
    const kept = isRefused ? undefined : await answers.find(request)
    if (kept?.answer !== undefined) {
      exchange.reply = toReply(kept.answer)
      return
    }
    await runAll(judging, exchange)
    // Code of the user's own may have answered.
    if (exchange.reply !== undefined) return
    await finish(exchange, request, finishing, kept)
  })
}

async function finish(
  exchange: Exchange,
  request: KeyedRequest,
  stages: readonly Stage[],
  expired: Kept | undefined,
): Promise<void> {
  const wasSecondTry = exchange.isSecondTry
  try {
    await finishInTransaction(exchange, request, stages, expired)
  } catch (error) {
    if (wasSecondTry || !exchange.isSecondTry) throw error
    return finish(exchange, request, stages, expired)
  }
  await sweep(exchange)
}

/** Does it and keeps the answer, or neither: a crash in between cannot leave one without the other. */
async function finishInTransaction(
  exchange: Exchange,
  request: KeyedRequest,
  stages: readonly Stage[],
  expired: Kept | undefined,
): Promise<void> {
  const { answers } = exchange.route.api
  const isOurs = await exchange.transactAll(async (session) => {
    // Where the transaction has to run again, its first answer is none.
    exchange.reply = undefined
    const taken = await answers.take(session, request, expired)
    if (taken === undefined) return false
    await runAll(stages, exchange)
    await answers.keep(session, taken, toKeptAnswer((exchange.reply ??= noContent)))
    return true
  })
  // Another process has done it in the meantime.
  if (isOurs) return
  const kept = await answers.find(request)
  if (kept?.answer === undefined) throw new RequestInProgress({ headers: { 'retry-after': '1' } })
  exchange.reply = toReply(kept.answer)
}

async function sweep({ route }: Exchange): Promise<void> {
  const { answers, events } = route.api
  try {
    await answers.sweep()
  } catch (cause) {
    events.emit('warning', { message: 'Expired idempotency keys could not be forgotten.', cause })
  }
}

function toKeyedRequest({ request, principal, idempotencyKey, body }: Exchange): KeyedRequest {
  const { kind, id, client, scopes, roles } = principal
  // A key of nobody known is good only where it came from, so that no stranger can read an answer by it.
  const whose = kind === 'anonymous' ? [kind, request.address] : [kind, id, client]
  // An answer shows what its caller may see: who has other rights now makes another request.
  const rights = JSON.stringify([scopes === 'all' ? scopes : [...scopes].sort(), [...roles].sort()])
  return {
    id: toDigest(JSON.stringify([...whose, idempotencyKey])),
    // With the key as its salt: what a body keeps secret, such as a password, must not be found out by trying.
    fingerprint: toDigest(
      `${idempotencyKey}\n${request.method} ${request.url}\n${rights}\n`,
      request.body ?? JSON.stringify(body) ?? '',
    ),
  }
}

function toDigest(...parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash('sha256')
  for (const part of parts) hash.update(part)
  return hash.digest('base64url')
}

function toKeptAnswer({ status, headers, body }: HttpReply): KeptAnswer {
  if (body instanceof Uint8Array)
    return { status, headers, body: Buffer.from(body).toString('base64'), isBytes: true }
  if (typeof body === 'string' || body === null) return { status, headers, body }
  throw new InternalError({ detail: 'What is sent bit by bit cannot be kept for a repeat.' })
}

function toReply({ status, headers, body, isBytes }: KeptAnswer): HttpReply {
  return {
    status,
    headers: { ...headers, 'idempotency-replayed': 'true' },
    body: body !== null && isBytes === true ? Buffer.from(body, 'base64') : body,
  }
}
