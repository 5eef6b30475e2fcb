import { systemClock, toTimestamp } from '../../kernel/values/clock.ts'
import { escapeHtml } from '../../kernel/values/escape-html.ts'
import type { Endpoint } from '../../protocol/message/endpoint.ts'
import { toPageReply } from '../pages/page.ts'
import { checkMail, type Mail, type Mailer } from './mail.ts'

/** A mail as it was received. */
export interface ReceivedMail extends Mail {
  /** RFC 3339. */
  readonly receivedAt: string
}

/** A mailer that sends nothing anywhere. */
export interface Inbox extends Mailer {
  /** The last 100 mails, the newest first. */
  readonly messages: readonly ReceivedMail[]
  readonly endpoints: readonly Endpoint[]
}

/** Where the page of an inbox stands, below the API's root. */
const inboxPath = '/dev/inbox'
const mostKept = 100

/**
 * Keeps mails in memory, and shows them at `/dev/inbox` to whoever reaches the server: for development and tests. Who can
 * read the page can take over any account, so an API that others reach has another mailer, and thereby no such page.
 */
export function inbox(): Inbox {
  const messages: ReceivedMail[] = []
  const page: Endpoint = {
    method: 'GET',
    path: inboxPath,
    authentication: 'none',
    ungated: true,
    handle: () => toPageReply({ title: 'Inbox', main: toMain(messages) }),
  }
  return {
    messages,
    endpoints: [page],
    async send(mail) {
      checkMail(mail)
      messages.unshift({ ...mail, receivedAt: toTimestamp(systemClock.now()) })
      messages.length = Math.min(messages.length, mostKept)
    },
  }
}

function toMain(messages: readonly ReceivedMail[]): string {
  const note =
    '<p>What this server has sent since its start, the newest first. Load the page again to see more.</p>'
  return [note, ...(messages.length === 0 ? ['<p>Nothing yet.</p>'] : messages.map(toArticle))].join('\n')
}

function toArticle({ to, subject, text, receivedAt, code }: ReceivedMail, index: number): string {
  const title = `mail-${index}`
  return `<article aria-labelledby="${title}">
<h2 id="${title}">${escapeHtml(subject)}</h2>
<dl>
<dt>To</dt><dd>${escapeHtml(to)}</dd>
<dt>Sent</dt><dd><time datetime="${receivedAt}">${receivedAt}</time></dd>
</dl>
<pre>${withLink(text, code?.url)}</pre>
</article>`
}

/** The text with the one address in it that was put there by the server as a link. */
function withLink(text: string, url: string | undefined): string {
  if (url === undefined) return escapeHtml(text)
  const shown = escapeHtml(url)
  return escapeHtml(text).replace(shown, () => `<a href="${shown}">${shown}</a>`)
}
