// How pages speak of clients: whoever made one has chosen its name, and may lie by it.
import type { Client } from 'oidc-provider'
import { escapeHtml } from '../../kernel/values/escape-html.ts'
import { isNative } from './redirect-uri.ts'

/** The name of a client, without what would turn the text around it to another direction. */
export const nameOf = ({ clientName, clientId }: Client): string =>
  (clientName ?? clientId).replaceAll(/[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, '')

/** The name of a client as HTML. */
export const toClientHtml = (client: Client): string =>
  `<strong><bdi>${escapeHtml(nameOf(client))}</bdi></strong>`

/** Where the browser goes in the end, which no name can lie about; undefined where it goes nowhere. */
export function toPlaceHtml(redirectUri: unknown): string | undefined {
  if (typeof redirectUri !== 'string' || !URL.canParse(redirectUri)) return undefined
  const { protocol, host } = new URL(redirectUri)
  if (!isNative([redirectUri])) return `<strong>${escapeHtml(host)}</strong>`
  const name = /^https?:$/.test(protocol) ? host : protocol.slice(0, -1)
  return `an application on this device, <strong>${escapeHtml(name)}</strong>`
}

/**
 * Where forms may lead to in the end. Browsers hold all redirects of a form to the page's policy, those of the client's own
 * server too, which may go on to any other origin: so it is the scheme that is allowed.
 */
export function schemesOf(redirectUri: unknown): readonly string[] {
  if (typeof redirectUri !== 'string' || !URL.canParse(redirectUri)) return []
  return [new URL(redirectUri).protocol]
}
