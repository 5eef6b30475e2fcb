// Requests as a client sends them who must know what became of each.
import type { Outcome, Tally } from './tally.ts'

/** Milliseconds after which a client takes its request for lost. No answer should take so long. */
const patience = 20_000

/** What is sent. */
export interface Sending {
  readonly token?: string
  readonly body?: unknown
  readonly headers?: Readonly<Record<string, string>>
}

/** What came of it. */
export interface Answer {
  readonly outcome: Outcome
  /** 0: none came. */
  readonly status: number
  readonly headers: Headers
  // oxlint-disable-next-line typescript/no-explicit-any
  readonly body: Record<string, any>
}

export type Send = (kind: string, method: string, path: string, sending?: Sending) => Promise<Answer>

/** Sends to an address, and notes what came of it. */
export function createCaller(origin: string, tally: Tally): Send {
  return async (kind, method, path, sending = {}) => {
    const began = performance.now()
    const answer = await ask(new URL(path, origin), method, sending)
    const took = performance.now() - began
    // What broke the request is what is broken when it ends.
    const { phase } = tally
    tally.add(kind, answer.outcome, took)
    if (answer.outcome === 'fault')
      tally.faults.push(`${phase}: ${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`)
    if (took >= patience) tally.faults.push(`${phase}: ${method} ${path}: no answer in ${patience} ms`)
    return answer
  }
}

async function ask(url: URL, method: string, { token, body, headers }: Sending): Promise<Answer> {
  try {
    const response = await fetch(url, {
      method,
      headers: {
        ...(token !== undefined && { authorization: `Bearer ${token}` }),
        ...(body !== undefined && {
          'content-type': method === 'PATCH' ? 'application/merge-patch+json' : 'application/json',
        }),
        ...headers,
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(patience),
    })
    const text = await response.text()
    const isJson = /[/+]json/.test(response.headers.get('content-type') ?? '')
    const parsed = isJson ? JSON.parse(text) : {}
    return { outcome: toOutcome(response), status: response.status, headers: response.headers, body: parsed }
  } catch (error) {
    return { outcome: 'unknown', status: 0, headers: new Headers(), body: { error: String(error) } }
  }
}

function toOutcome({ status, headers }: Response): Outcome {
  if (status < 400) return 'done'
  if (status < 500) return 'refused'
  if (![502, 503, 504].includes(status) || !headers.has('retry-after')) return 'fault'
  // Nothing was done; of a 502 and 504 nobody knows.
  return status === 503 ? 'unavailable' : 'unknown'
}
