import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { inbox, type Inbox } from '../../src/engine/mail/inbox.ts'
import { anonymous } from '../../src/declaration/policy/principal.ts'
import { toRequest } from '../identity/shop.ts'

const mail = { to: 'ada@example.com', subject: 'Hello', text: 'Good morning.' }

const show = async (mails: Inbox) => mails.endpoints[0]!.handle(toRequest(), anonymous)

describe('an inbox', () => {
  it('keeps the last hundred, the newest first', async () => {
    const mails = inbox()
    for (let index = 0; index < 105; index++) await mails.send({ ...mail, subject: `Mail ${index}` })
    assert.equal(mails.messages.length, 100)
    assert.equal(mails.messages[0]!.subject, 'Mail 104')
    assert.match(mails.messages[0]!.receivedAt, /^\d{4}-.*Z$/)
  })
  it('refuses what no mail server would be given', async () => {
    await assert.rejects(inbox().send({ ...mail, to: 'ada@example.com\r\nBcc: eve@example.com' }), {
      code: 'VALIDATION_FAILED',
    })
  })
  it('shows mails escaped, under a policy without scripts', async () => {
    const mails = inbox()
    const text = '<script>alert(1)</script> https://example.com/?a=1&b=2#code=x'
    const code = {
      purpose: 'password-reset',
      code: 'x',
      url: 'https://example.com/?a=1&b=2#code=x',
      expiresAt: '2030-01-01T00:00:00.000Z',
    } as const
    await mails.send({ to: 'ada@example.com', subject: '<b>"Hi"</b>', text, code })
    const { status, headers, body } = await show(mails)
    assert.equal(status, 200)
    assert.match(String(body), /<h2 id="mail-0">&lt;b&gt;&quot;Hi&quot;&lt;\/b&gt;<\/h2>/)
    assert.match(String(body), /&lt;script&gt;/)
    assert.match(String(body), /<a href="https:\/\/example\.com\/\?a=1&amp;b=2#code=x">/)
    assert.doesNotMatch(String(body), /<script/)
    assert.match(headers['content-security-policy']!, /^default-src 'none'; style-src 'sha256-/)
    assert.doesNotMatch(headers['content-security-policy']!, /script-src|unsafe/)
    assert.equal(headers['cache-control'], 'no-store')
  })
  it('says when there is nothing', async () => {
    assert.match(String((await show(inbox())).body), /Nothing yet/)
  })
})
