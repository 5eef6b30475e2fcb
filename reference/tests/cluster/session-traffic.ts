// People who sign in, exchange their tokens and sign out: what was taken back stays so, on every instance.
import assert from 'node:assert/strict'
import { insist, repeat, type Surroundings, type Traffic } from './traffic.ts'

interface Dead {
  readonly access: string
  readonly refresh: string
}

/** @param credentials of a user */
export function createSessionTraffic(surroundings: Surroundings, credentials: object): Traffic {
  const { send, sendTo } = surroundings
  const dead: Dead[] = []

  /** What each instance says to tokens that are no good; one that is away says nothing. */
  const demandDead = async ({ access, refresh }: Dead): Promise<void> => {
    for (const sendHere of sendTo) {
      const seen = await sendHere('ended token', 'GET', '/auth/whoami', { token: access })
      assert.notEqual(seen.outcome, 'done', 'an access token is good after its session has ended')
    }
    const body = { refresh_token: refresh }
    const renewed = await send('ended token', 'POST', '/auth/refresh', { body })
    assert.notEqual(renewed.outcome, 'done', 'a refresh token is good after its session has ended')
  }

  const comeAndGo = async (): Promise<void> => {
    const login = await insist(send, 'sign in', 'POST', '/auth/login', { body: credentials })
    assert.equal(login.status, 200, JSON.stringify(login.body))
    let { access_token: access, refresh_token: refresh } = login.body as Record<string, string>
    const renewed = await send('refresh', 'POST', '/auth/refresh', { body: { refresh_token: refresh } })
    if (renewed.outcome === 'done') {
      ;({ access_token: access, refresh_token: refresh } = renewed.body as Record<string, string>)
    }
    const known = await send('read', 'GET', '/auth/whoami', { token: access! })
    assert.notEqual(known.outcome, 'refused', 'a session is good until it ends')
    const left = await insist(send, 'sign out', 'POST', '/auth/logout', { token: access! })
    // 401: a try whose answer was lost has done it.
    assert.ok(left.status === 204 || left.status === 401, `${left.status}`)
    const ended = { access: access!, refresh: refresh! }
    dead.push(ended)
    await demandDead(ended)
  }

  return {
    run: () => [repeat(surroundings, 300, comeAndGo)],
    async verify() {
      for (const ended of dead) await demandDead(ended)
      assert.ok(dead.length > 2, 'something was done')
    },
  }
}
