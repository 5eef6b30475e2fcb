// A mail server that takes mails over a socket and keeps them as they came.
import { after } from 'node:test'
import type { AddressInfo } from 'node:net'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'

/** A mail as it came over the wire. */
export interface TakenMail {
  readonly from: string
  readonly to: readonly string[]
  readonly source: string
  readonly user: string | undefined
  readonly encrypted: boolean
}

/** Opens a server that closes when the tests of the file are done. */
export async function openMailServer(options: SMTPServerOptions = {}) {
  const mails: TakenMail[] = []
  const attempts: string[] = []
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS'],
    authOptional: true,
    allowInsecureAuth: true,
    disableReverseLookup: true,
    logger: false,
    onAuth({ username = '', password = '' }, _session, done) {
      attempts.push(username)
      if (password === 'p@ss/word') done(null, { user: username })
      else done(new Error('not good'))
    },
    onData(stream, { envelope, user, secure }, done) {
      const chunks: Buffer[] = []
      stream.on('data', (chunk: Buffer) => chunks.push(chunk))
      stream.on('end', () => {
        const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address
        const to = envelope.rcptTo.map(({ address }) => address)
        mails.push({
          from,
          to,
          source: Buffer.concat(chunks).toString(),
          user: user as string,
          encrypted: secure,
        })
        done()
      })
    },
    ...options,
  })
  // Clients that hang up in the midst are what some tests are about.
  server.on('error', () => {})
  const { promise, resolve } = Promise.withResolvers<void>()
  server.listen(0, '127.0.0.1', resolve)
  await promise
  after(() => new Promise<void>((done) => void server.close(() => done())))
  const { port } = server.server.address() as AddressInfo
  return { port, mails, attempts }
}
