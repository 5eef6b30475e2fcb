// Limits: what counts, in which time and for which verbs is checked by the compiler already.
import {
  createApi,
  field,
  memoryRateLimits,
  rateLimit,
  resource,
  type RateLimitStore,
} from '../../src/index.ts'
import { sqlite } from '../../src/sqlite.ts'

const writes = rateLimit('writes', {
  by: 'principal',
  allow: '60/1m',
  verbs: ['create', 'update', 'action'],
  cost: { action: 5 },
})
const fields = { text: field.text() }
const notes = resource('notes', { fields, rateLimits: [writes] }).action('finish', {
  rateLimits: [writes],
  run: ({ row }) => row,
})
const store = sqlite()
const counting: RateLimitStore = {
  consume: (quota, key, cost, now) => ({
    allowed: key !== '',
    remaining: quota.limit - cost,
    resetAfter: now,
  }),
}

createApi({ store, resources: [notes], rateLimits: false })
createApi({ store, resources: [notes], rateLimits: { policies: [writes], store: counting, headers: 'both' } })
createApi({ store, resources: [notes], rateLimits: { store: memoryRateLimits({ maxKeys: 10 }) } })

// @ts-expect-error Nobody is counted by their name.
rateLimit('a', { by: 'username', allow: '60/1m' })
// @ts-expect-error A rate is a count and a duration.
rateLimit('a', { by: 'address', allow: '60 per minute' })
// @ts-expect-error A year is no unit: its length varies.
rateLimit('a', { by: 'address', allow: '60/1y' })
// @ts-expect-error A verb is no method.
rateLimit('a', { by: 'address', allow: '60/1m', verbs: ['POST'] })
// @ts-expect-error There is no such verb to cost anything.
rateLimit('a', { by: 'address', allow: '60/1m', cost: { export: 5 } })
// @ts-expect-error A limit needs a rate.
rateLimit('a', { by: 'address' })
// @ts-expect-error A limit is made by `rateLimit`.
resource('a', { fields, rateLimits: ['60/1m'] })
// @ts-expect-error There is no such form of headers.
createApi({ store, resources: [notes], rateLimits: { headers: 'old' } })
// @ts-expect-error What a store gives back says when the window ends.
const silent: RateLimitStore = { consume: () => ({ allowed: true, remaining: 1 }) }
createApi({ store, resources: [notes], rateLimits: { store: silent } })
