import { createModels } from '../../src/declaration/resource/registry.ts'
import { resources } from './domain.ts'
import type { Answered, Question } from './memory.ts'
import { Peer, type Reply } from './peer.ts'
import { Requests } from './requests.ts'

/** A request that not all stores answer alike, or that one of them fails at. */
export interface Difference {
  readonly question: Question
  readonly replies: ReadonlyMap<string, Reply>
}

/** What was asked until a difference showed, or to the end, and how often each status was answered. */
export interface Conversation {
  readonly asked: readonly Question[]
  readonly statuses: ReadonlyMap<number, number>
  readonly difference: Difference | undefined
}

/** Asks the API on each of the stores the same random requests, in the same order. */
export async function converse(
  stores: readonly string[],
  seed: number,
  count: number,
): Promise<Conversation> {
  const requests = new Requests(createModels(resources, [], { defaults: { files: true } }), seed)
  const asked: Question[] = []
  const statuses = new Map<number, number>()
  const difference = await withPeers(stores, async (ask) => {
    while (asked.length < count) {
      const question = requests.next()
      asked.push(question)
      const { difference: found, reply } = await ask(question)
      if (found !== undefined) return found
      statuses.set(reply.status, (statuses.get(reply.status) ?? 0) + 1)
      requests.memory.learn(question, reply)
    }
    return undefined
  })
  return { asked, statuses, difference }
}

/** Asks fresh stores some requests, until a difference shows. */
export function repeat(
  stores: readonly string[],
  questions: readonly Question[],
): Promise<Difference | undefined> {
  return withPeers(stores, async (ask) => {
    for (const question of questions) {
      const { difference } = await ask(question)
      if (difference !== undefined) return difference
    }
    return undefined
  })
}

type Ask = (
  question: Question,
) => Promise<{ readonly difference: Difference | undefined; readonly reply: Reply }>

async function withPeers<Result>(
  stores: readonly string[],
  work: (ask: Ask) => Promise<Result>,
): Promise<Result> {
  const peers = await Promise.all(stores.map((store) => Peer.open(store)))
  try {
    return await work(async (question) => {
      const replies = await Promise.all(peers.map((peer) => peer.ask(question)))
      const [reply] = replies
      const texts = new Set(replies.map(toComparable))
      const isWrong = texts.size > 1 || replies.some(({ status }) => status >= 500)
      const byStore = new Map(peers.map(({ store }, index) => [store, replies[index]!]))
      return { difference: isWrong ? { question, replies: byStore } : undefined, reply: reply! }
    })
  } finally {
    await Promise.all(peers.map((peer) => peer.close()))
  }
}

/** All of an answer but the moment at which Node wrote it, by a clock that nobody can set. */
const toComparable = ({ status, headers: { date: _, ...headers }, body }: Answered): string =>
  JSON.stringify([status, headers, body])
