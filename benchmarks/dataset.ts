/** The rows every server is measured on: the same ids, texts and dates in each run and for each server. */

export const ROW_COUNT = 10_000

export interface Todo {
  id: string
  task: string
  state: 'open' | 'done'
  dueAt: string | null
  ownerId: string
  createdAt: string
  updatedAt: string
  version: number
}

export interface User {
  id: string
  username: string
  isActive: boolean
  isAdmin: boolean
}

const FIRST_MOMENT = Date.UTC(2026, 0, 1)
const MINUTE = 60_000
const YEAR = 365 * 24 * 60 * MINUTE
const WORDS = ['buy', 'milk', 'call', 'ann', 'mend', 'the', 'bicycle', 'write', 'letter', 'water', 'plants']

/** The owner of all todos. */
export const user: User = {
  id: '019b7000-0000-7000-8000-000000000001',
  username: 'ada',
  isActive: true,
  isAdmin: false,
}

/** Mulberry32: small, seeded, and good enough to spread dates and words. */
function createRandom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}

function toUuidV7(moment: number, random: () => number): string {
  const hex = (digits: number) =>
    Math.floor(random() * 16 ** digits)
      .toString(16)
      .padStart(digits, '0')
  const time = moment.toString(16).padStart(12, '0')
  return `${time.slice(0, 8)}-${time.slice(8)}-7${hex(3)}-8${hex(3)}-${hex(6)}${hex(6)}`
}

/** Half the rows are open, one in ten has no date; dates repeat now and then, so that the id has ties to break. */
function toTodo(index: number, random: () => number): Todo {
  const moment = FIRST_MOMENT + index * MINUTE
  const createdAt = new Date(moment).toISOString()
  const dueMinute = Math.floor((random() * YEAR) / MINUTE)
  return {
    id: toUuidV7(moment, random),
    task: Array.from({ length: 6 }, () => WORDS[Math.floor(random() * WORDS.length)]).join(' '),
    state: random() < 0.5 ? 'open' : 'done',
    dueAt: random() < 0.1 ? null : new Date(FIRST_MOMENT + dueMinute * MINUTE).toISOString(),
    ownerId: user.id,
    createdAt,
    updatedAt: createdAt,
    version: 1,
  }
}

export function createTodos(): Todo[] {
  const random = createRandom(90)
  return Array.from({ length: ROW_COUNT }, (_, index) => toTodo(index, random))
}
