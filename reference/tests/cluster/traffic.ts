// What many clients do at once, each noting what it was told, to be compared with what is there afterwards.
import { setTimeout as wait } from 'node:timers/promises'
import type { Answer, Send, Sending } from './caller.ts'
import type { PostgresServer } from './postgres-server.ts'

/** What a kind of traffic works with. */
export interface Surroundings {
  /** To the cluster, by way of its proxy. */
  readonly send: Send
  /** To each instance. */
  readonly sendTo: readonly Send[]
  /** Of the user that everything belongs to. */
  readonly token: string
  /** False once no new work shall begin. */
  readonly isGoingOn: () => boolean
}

/** Clients that do one kind of thing, and what must be there when they have done. */
export interface Traffic {
  run(): readonly Promise<void>[]
  verify(postgres: PostgresServer): Promise<void>
}

/** Steps of a client, one after the other with a pause between, as long as the run goes on. */
export async function repeat(
  { isGoingOn }: Surroundings,
  pause: number,
  step: () => Promise<void>,
): Promise<void> {
  while (isGoingOn()) {
    await step()
    await wait(pause * (0.5 + Math.random()))
  }
}

/** Sends the same request until it is answered for good: the number of times it takes is nobody's concern. */
export async function insist(
  send: Send,
  kind: string,
  method: string,
  path: string,
  sending: Sending,
): Promise<Answer> {
  for (;;) {
    const answer = await send(kind, method, path, sending)
    const isForGood = answer.outcome === 'done' || answer.outcome === 'fault'
    if (isForGood || (answer.outcome === 'refused' && answer.body['code'] !== 'REQUEST_IN_PROGRESS'))
      return answer
    await wait(100)
  }
}

/** A header that makes a request one that is done once. */
export const toKey = (): Readonly<Record<string, string>> => ({
  'idempotency-key': `"${crypto.randomUUID()}"`,
})
