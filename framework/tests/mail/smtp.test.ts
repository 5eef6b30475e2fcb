import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { createServer } from 'node:net'
import type { AddressInfo } from 'node:net'
import { smtp } from '../../src/engine/mail/smtp.ts'
import type { Mail } from '../../src/engine/mail/mail.ts'
import type { Problem } from '../../src/kernel/problem/problem.ts'
import { openMailServer } from './mail-server.ts'

const from = 'Example <no-reply@example.com>'
const mail: Mail = { to: 'ada@example.com', subject: 'Hello', text: 'Good morning.\n' }
const server = await openMailServer()
const mailer = smtp(`smtp://127.0.0.1:${server.port}`, { from })

/** The mail as the server got it. */
async function deliver(more: Partial<Mail> = {}) {
  await mailer.send({ ...mail, ...more })
  return server.mails.at(-1)!
}

const refusal = (more: Partial<Mail>): Promise<Problem> =>
  mailer.send({ ...mail, ...more }).then(
    () => assert.fail('was sent'),
    (error: Problem) => error,
  )

/** The decoded headers of a mail. */
const headersOf = (source: string): string =>
  source.slice(0, source.indexOf('\r\n\r\n')).replace(/\r\n[ \t]+/g, ' ')

describe('a mail by SMTP', () => {
  it('arrives with its words, and asks for no answer', async () => {
    const { from: sender, to, source } = await deliver()
    assert.deepEqual([sender, to], ['no-reply@example.com', ['ada@example.com']])
    assert.match(source, /^From: Example <no-reply@example\.com>\r$/m)
    assert.match(source, /^To: ada@example\.com\r$/m)
    assert.match(source, /^Subject: Hello\r$/m)
    assert.match(source, /^Auto-Submitted: auto-generated\r$/m)
    assert.match(source, /\r\n\r\nGood morning\.\r\n/)
  })
  it('may be in any script', async () => {
    const { source } = await deliver({ subject: 'Grüße 你好', text: 'Grüße 你好' })
    const encoded = /^Subject: =\?UTF-8\?[BQ]\?/m
    assert.match(headersOf(source), encoded)
    assert.doesNotMatch(source, /Grüße/, 'nothing but ASCII without need')
  })
  it('reaches a domain in any script', async () => {
    // The server gives the domain back in its own script.
    const { to, source } = await deliver({ to: 'ada@exämple.de' })
    assert.deepEqual(to, ['ada@exämple.de'])
    assert.match(source, /^To: ada@xn--exmple-cua\.de\r$/m)
  })
  it('reaches a mailbox in any script', async () => {
    const { to, source } = await deliver({ to: 'адa@example.com' })
    assert.deepEqual(to, ['адa@example.com'])
    assert.match(source, /^To: /m)
  })
  it('keeps dots and lines that look like commands', async () => {
    const text = 'one\n.\nQUIT\n..\nRCPT TO:<eve@example.com>\n'
    const { to, source } = await deliver({ text })
    assert.deepEqual(to, ['ada@example.com'])
    assert.equal(source.split('\r\n\r\n')[1]!.trimEnd(), text.replaceAll('\n', '\r\n').trimEnd())
  })
})

describe('what is no proper mail', () => {
  const wrong: readonly (readonly [string, Partial<Mail>, string])[] = [
    ['another header in the subject', { subject: 'Hello\r\nBcc: eve@example.com' }, '/subject'],
    ['a line feed in the subject', { subject: 'Hello\nBcc: eve@example.com' }, '/subject'],
    ['a line separator in the subject', { subject: 'Hello\u2028Bcc: eve@example.com' }, '/subject'],
    ['an empty subject', { subject: '' }, '/subject'],
    ['a huge subject', { subject: 'x'.repeat(201) }, '/subject'],
    ['a huge text', { text: 'x'.repeat(100_001) }, '/text'],
    ['another header in the address', { to: 'ada@example.com\r\nBcc: eve@example.com' }, '/to'],
    ['two addresses', { to: 'ada@example.com,eve@example.com' }, '/to'],
    ['two addresses with a space', { to: 'ada@example.com eve@example.com' }, '/to'],
    ['a name and an address', { to: 'ada <eve@example.com>' }, '/to'],
    ['a quoted name', { to: '"ada@example.com"@example.org' }, '/to'],
    ['a group', { to: 'all:ada@example.com;' }, '/to'],
    ['no domain', { to: 'ada@' }, '/to'],
    ['no domain that can be', { to: 'ada@exa%mple.com' }, '/to'],
    ['a huge address', { to: `${'a'.repeat(250)}@example.com` }, '/to'],
    ['half a character', { to: 'ad\ud800a@example.com' }, '/to'],
    ['a null character', { to: 'ada\u0000@example.com' }, '/to'],
  ]
  for (const [what, more, pointer] of wrong) {
    it(`is refused: ${what}`, async () => {
      const before = server.mails.length
      const { code, errors } = await refusal(more)
      assert.deepEqual([code, errors?.map((fault) => fault.pointer)], ['VALIDATION_FAILED', [pointer]])
      assert.equal(server.mails.length, before)
    })
  }
  it('is refused with every fault at once', async () => {
    const { errors } = await refusal({ to: '', subject: '\n' })
    assert.equal(errors?.length, 2)
  })
})

describe('a mail server', () => {
  const credentials = 'ada%40example.com:p%40ss%2Fword'

  it('is told user and password', async () => {
    await smtp(`smtp://${credentials}@127.0.0.1:${server.port}`, { from }).send(mail)
    assert.equal(server.mails.at(-1)!.user, 'ada@example.com')
  })
  it('on another machine gets no password in the clear', async () => {
    const open = await openMailServer()
    const sent = smtp(`smtp://${credentials}@0.0.0.0:${open.port}`, { from }).send(mail)
    await assert.rejects(sent, { code: 'UNAVAILABLE' })
    assert.deepEqual([open.attempts, open.mails], [[], []])
  })
  it('whose certificate nobody knows gets nothing', async () => {
    const secure = await openMailServer({ secure: true, disabledCommands: [] })
    await assert.rejects(smtp(`smtps://${credentials}@127.0.0.1:${secure.port}`, { from }).send(mail), {
      code: 'UNAVAILABLE',
    })
    assert.deepEqual([secure.attempts, secure.mails], [[], []])
  })
  it('that refuses the password is told of without it', async () => {
    const sent = smtp(`smtp://ada:wrong-password@127.0.0.1:${server.port}`, { from }).send(mail)
    await assert.rejects(sent, (error: Problem) => {
      assert.equal(error.code, 'UNAVAILABLE')
      assert.doesNotMatch(String(error.cause), /wrong-password/)
      return true
    })
  })
  it('that refuses the recipient is told of', async () => {
    const strict = await openMailServer({
      onRcptTo: (_address, _session, done) => done(new Error('nobody here')),
    })
    const sent = smtp(`smtp://127.0.0.1:${strict.port}`, { from }).send(mail)
    await assert.rejects(sent, { code: 'UNAVAILABLE' })
  })
  it('that is not there is told of, and found once it is', async () => {
    const probe = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => probe.once('listening', resolve))
    const { port } = probe.address() as AddressInfo
    await new Promise((resolve) => probe.close(resolve))
    await assert.rejects(smtp(`smtp://127.0.0.1:${port}`, { from }).send(mail), { code: 'UNAVAILABLE' })
    assert.equal((await deliver()).to.length, 1)
  })
})

describe('a declaration of a mail server', () => {
  const wrong: readonly (readonly [string, string, string])[] = [
    ['a web address', 'https://mail.example.com', from],
    ['a path', 'smtp://mail.example.com/x', from],
    ['options in the query', 'smtp://mail.example.com?tls=off', from],
    ['a password that is not encoded', 'smtp://user:%zz@mail.example.com', from],
    ['nothing', '', from],
    ['no host', 'smtp://', from],
    ['a sender without an address', 'smtp://mail.example.com', 'Example'],
    ['a sender with another header', 'smtp://mail.example.com', 'Example\r\nBcc: x@y.z <a@example.com>'],
    ['two senders', 'smtp://mail.example.com', 'a@example.com, b@example.com'],
  ]
  for (const [what, url, sender] of wrong) {
    it(`is refused: ${what}`, () => {
      assert.throws(() => smtp(url, { from: sender }), { name: 'DeclarationError' })
    })
  }
  it('names every fault, but never the password', () => {
    assert.throws(
      () => smtp('http://user:password-of-mine@mail.example.com', { from: '' }),
      ({ faults, message }) => faults.length === 2 && !message.includes('password-of-mine'),
    )
  })
})
