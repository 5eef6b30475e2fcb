// Mails handed over by SMTP (RFC 5321), encrypted wherever there is a password to protect.
import type { Transporter } from 'nodemailer'
import { DeclarationError, type DeclarationFault } from '../../kernel/problem/declaration-error.ts'
import { Unavailable } from '../../kernel/problem/catalogue.ts'
import { checkMail, isMailAddress, type Mail, type Mailer } from './mail.ts'

/** How mails are sent. */
export interface SmtpOptions {
  /** Who they are from: `no-reply@example.com` or `Example <no-reply@example.com>`. */
  readonly from: string
}

/**
 * A mailer that hands mails to a server by SMTP. A server on another machine gets the password through TLS only. Throws a
 * DeclarationError for a URL or a sender that cannot be; the message says nothing of the password.
 * @param url `smtp://user:password@host:587` (STARTTLS where the server offers it) or `smtps://…` (TLS from the start,
 * port 465 by default); user and password percent-encoded
 */
export function smtp(url: string, { from }: SmtpOptions): Mailer {
  const server = parseServer(url)
  const sender = parseSender(from)
  const faults: DeclarationFault[] = []
  if (server === undefined)
    faults.push({ path: 'smtp.url', message: 'is no URL of a mail server', remedy: `write ${serverExample}` })
  if (sender === undefined)
    faults.push({ path: 'smtp.from', message: 'is no sender', remedy: `write such as ${senderExample}` })
  if (server === undefined || sender === undefined) throw new DeclarationError(faults)
  let transport: Promise<Transporter> | undefined
  return {
    async send(mail) {
      checkMail(mail)
      transport ??= openTransport(server)
      try {
        await (await transport).sendMail(toMessage(mail, sender))
      } catch (cause) {
        throw new Unavailable({
          detail: 'The mail server did not take the mail.',
          headers: { 'retry-after': '60' },
          cause,
        })
      }
    },
  }
}

const serverExample = 'smtp://user:password@mail.example.com:587'
const senderExample = 'Example <no-reply@example.com>'

interface Server {
  readonly host: string
  readonly port: number
  /** Whether TLS begins with the connection (RFC 8314 section 3.3). */
  readonly secure: boolean
  readonly auth: { readonly user: string; readonly pass: string } | undefined
}

interface Sender {
  readonly name: string
  readonly address: string
}

function parseServer(text: string): Server | undefined {
  const url = URL.parse(text)
  const secure = url?.protocol === 'smtps:'
  if (url === null || (!secure && url.protocol !== 'smtp:') || url.hostname === '') return undefined
  if (!/^\/?$/.test(url.pathname) || url.search !== '' || url.hash !== '') return undefined
  try {
    const [user, pass] = [decodeURIComponent(url.username), decodeURIComponent(url.password)]
    return {
      host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
      port: url.port === '' ? (secure ? 465 : 587) : Number(url.port),
      secure,
      auth: user === '' && pass === '' ? undefined : { user, pass },
    }
  } catch {
    // A percent sign that encodes nothing.
    return undefined
  }
}

function parseSender(text: string): Sender | undefined {
  const named = /^([^<>"\p{Cc}\p{Cs}]*)<([^<>]+)>$/u.exec(text.trim())
  const [name, address] = named === null ? ['', text.trim()] : [named[1]!.trim(), named[2]!]
  return isMailAddress(address) ? { name, address } : undefined
}

const ownMachine = /^(?:localhost|127\.\d+\.\d+\.\d+|::1)$/i

/** Loaded with the first mail: a start should not wait for it. */
async function openTransport({ host, port, secure, auth }: Server): Promise<Transporter> {
  const { createTransport } = await import('nodemailer')
  return createTransport({
    host,
    port,
    secure,
    ...(auth !== undefined && { auth }),
    requireTLS: !secure && auth !== undefined && !ownMachine.test(host),
    // A mail is text: nothing in it may make the sender read files or addresses.
    disableFileAccess: true,
    disableUrlAccess: true,
    connectionTimeout: patience,
    greetingTimeout: patience,
    socketTimeout: patience,
  })
}

/** Milliseconds that a server may be silent. */
const patience = 20_000

const toMessage = ({ to, subject, text }: Mail, from: Sender) => ({
  from,
  // As an object, so that nothing is read out of the text.
  to: { name: '', address: to },
  subject,
  text,
  // RFC 3834 section 5: no holiday notice shall answer.
  headers: { 'Auto-Submitted': 'auto-generated' },
})
