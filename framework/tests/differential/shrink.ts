import { repeat, type Difference } from './conversation.ts'
import type { Question } from './memory.ts'

const mostTries = 60

/** Leaves out of some requests, the last of which shows a difference, what is not needed for it to show. */
export async function shrink(
  stores: readonly string[],
  questions: readonly Question[],
): Promise<{ readonly questions: readonly Question[]; readonly difference: Difference } | undefined> {
  let difference = await repeat(stores, questions)
  if (difference === undefined) return undefined
  const last = questions.at(-1)!
  let needed = questions.slice(0, -1)
  let size = Math.ceil(needed.length / 2)
  for (let tries = 0, start = 0; size > 0 && tries < mostTries;) {
    const fewer = needed.toSpliced(start, size)
    const found = fewer.length < needed.length ? await repeat(stores, [...fewer, last]) : undefined
    tries++
    if (found?.question === last) [needed, difference] = [fewer, found]
    else start += size
    if (start < needed.length) continue
    start = 0
    size = size === 1 ? 0 : Math.ceil(size / 2)
  }
  return { questions: [...needed, last], difference }
}
