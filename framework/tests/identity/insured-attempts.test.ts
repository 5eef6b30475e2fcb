import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { memoryAttempts, type AttemptCounter, type AttemptCounters } from '../../src/identity.ts'
import { openMembers } from './mail/members.ts'

/** Counters that fail as long as they are told to, and refuse by objects of a library's other copy. */
function createFailing() {
  const state = { fails: false }
  const open: AttemptCounters = (limit) => {
    const counter = memoryAttempts(limit)
    const wrap = async (work: () => Promise<unknown>) => {
      if (state.fails) throw new TypeError('no connection')
      try {
        return await work()
      } catch (refusal) {
        throw { ...(refusal as object) }
      }
    }
    const names = ['consume', 'penalty', 'reward', 'block', 'delete', 'get'] as const
    const methods = names.map((name) => [
      name,
      (...given: unknown[]) =>
        wrap(() => (counter[name] as (...all: unknown[]) => Promise<unknown>)(...given)),
    ])
    return Object.fromEntries(methods) as unknown as AttemptCounter
  }
  return { open, state }
}

describe('counters that fail', () => {
  it('keep nobody out, are stood in for by memory, and warned of once', async () => {
    const { open, state } = createFailing()
    const api = await openMembers({ attempts: open })
    await api.join('ada')
    const warnings = () => api.events.filter(({ name }) => name === 'warning').length
    state.fails = true
    assert.equal((await api.signIn('ada')).status, 200)
    const statuses: number[] = []
    for (let count = 0; count < 7; count++) statuses.push((await api.login('ada', 'wrong-password')).status)
    assert.deepEqual(statuses, [401, 401, 401, 401, 401, 429, 429])
    assert.equal(warnings(), 1)
    const readyz = async () => (await api.request('GET', '/readyz')).body
    assert.deepEqual(await readyz(), { status: 'ok', degraded: ['sign-in-attempts'] })
    state.fails = false
    assert.equal((await api.signIn('ada')).status, 200)
    assert.deepEqual(await readyz(), { status: 'ok' })
    api.clock.advance('1m')
    state.fails = true
    assert.equal((await api.post('/auth/password-reset', { username: 'ada' })).status, 202)
    await api.receive()
    assert.equal(warnings(), 2)
  })
  it('refuse as any other while they do not fail', async () => {
    const api = await openMembers({ attempts: createFailing().open })
    const statuses: number[] = []
    for (let count = 0; count < 6; count++) statuses.push((await api.login('ada', 'wrong-password')).status)
    assert.deepEqual(statuses, [401, 401, 401, 401, 401, 429])
  })
})
