// The last administrator and the last leader: whatever two requests at once would come to, one of them is refused.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { openReferenceServer, type Sending } from './reference-server.ts'

const merge = { 'content-type': 'application/merge-patch+json' }
const password = 'correct horse battery'

type Step = readonly [method: string, path: string, body?: object]
type Deed = (url: string, account: { readonly username: string }) => Step

const patch =
  (values: object): Deed =>
  (url) => ['PATCH', url, values]

const endings: Readonly<Record<string, Deed>> = {
  demoted: (url) => ['POST', `${url}/demote`],
  'made no admin': patch({ isAdmin: false }),
  deactivated: patch({ isActive: false }),
  replaced: (url, { username }) => ['PUT', url, { username, email: `${username}@example.com` }],
  deleted: (url) => ['DELETE', url],
}

async function openWithTwo() {
  const server = await openReferenceServer({ RATE_LIMITS: 'off' })
  const account = { username: 'second', email: 'second@example.com', password, isAdmin: true }
  const { body } = await server.send('POST', '/api/v1/users', { as: 'root', body: account })
  await server.signIn('second', password)
  const root = (await server.send('GET', '/auth/whoami', { as: 'root' })).body
  const urls = { root: `/api/v1/users/${root['id']}`, second: `/api/v1/users/${body['id']}` } as const
  const run = async ([method, path, values]: Step, as: string) => {
    const headers = method === 'PATCH' ? merge : {}
    const sending: Sending = { as, headers, ...(values !== undefined && { body: values }) }
    return (await server.send(method, path, sending)).status
  }
  return { ...server, urls, run }
}

describe('the last active administrator is not', () => {
  for (const [title, deed] of Object.entries(endings)) {
    test(`${title}: 409`, async () => {
      const { urls, run } = await openWithTwo()
      const of = { username: 'second' }
      assert.ok([200, 204].includes(await run(deed(urls.second, of), 'root')))
      assert.equal(await run(deed(urls.root, { username: 'root' }), 'root'), 409)
    })
  }

  const pairs = [
    ['demoted', 'demoted'],
    ['made no admin', 'replaced'],
    ['deactivated', 'deleted'],
    ['deleted', 'demoted'],
    ['deleted', 'deleted'],
  ] as const
  for (const [one, other] of pairs) {
    test(`left over when one is ${one} while the other is ${other}`, async () => {
      const { urls, run, signIn, send } = await openWithTwo()
      // Each ends their own, so that neither is refused for having lost the role already.
      const statuses = await Promise.all([
        run(endings[one]!(urls.root, { username: 'root' }), 'root'),
        run(endings[other]!(urls.second, { username: 'second' }), 'second'),
      ])
      assert.equal(statuses.filter((status) => status === 409).length, 1, String(statuses))
      const [username, secret] = statuses[0] === 409 ? ['root', 'root-password'] : ['second', password]
      await signIn(username!, secret!)
      const { body } = await send('GET', '/api/v1/users?isAdmin=true&isActive=true', { as: username! })
      assert.equal(body['data'].length, 1)
    })
  }
})

describe('the last leader of a team is not', () => {
  const leaving: Readonly<Record<string, (member: string, user: string) => Step>> = {
    'stepping down': (member) => ['PATCH', member, { isLeader: false }],
    leaving: (member) => ['DELETE', member],
    'deleting the account': (_, user) => ['DELETE', user],
  }
  const pairs = [
    ['stepping down', 'leaving'],
    ['leaving', 'leaving'],
    ['stepping down', 'deleting the account'],
    ['deleting the account', 'deleting the account'],
  ] as const
  for (const [one, other] of pairs) {
    test(`${one} while the other is ${other}`, async () => {
      const { send, run } = await openWithTwo()
      const team = await send('POST', '/api/v1/teams', { as: 'ada', body: { title: 'Both lead' } })
      const members = `/api/v1/teams/${team.body['id']}/members`
      await send('POST', members, { as: 'ada', body: { username: 'bob', isLeader: true } })
      const { body } = await send('GET', members, { as: 'ada' })
      const stepOf = async (how: string, username: string) => {
        const { id } = (await send('GET', '/auth/whoami', { as: username })).body
        const member = body['data'].find(({ userId }: { userId: string }) => userId === id)
        return leaving[how]!(`${members}/${member.id}`, `/api/v1/users/${id}`)
      }
      const [first, second] = [await stepOf(one, 'ada'), await stepOf(other, 'bob')]
      const statuses = await Promise.all([run(first, 'ada'), run(second, 'bob')])
      assert.equal(statuses.filter((status) => status === 409).length, 1, String(statuses))
      const { body: left } = await send('GET', `${members}?isLeader=true`, { as: 'root' })
      assert.equal(left['data'].length, 1)
    })
  }
})
