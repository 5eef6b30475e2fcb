// Pages that the engine serves itself: accessible, without a framework, under a policy that lets nothing else in.
import { hash } from 'node:crypto'
import { escapeHtml } from '../../kernel/values/escape-html.ts'
import type { HttpReply } from '../../protocol/message/message.ts'

/** A page of one column. */
export interface Page {
  readonly title: string
  /** HTML, in which every text is escaped. */
  readonly main: string
  /** JavaScript without which the page works as well. Default: none. */
  readonly script?: string
  /** Origins that its forms may lead to in the end, besides its own. Default: none. */
  readonly leadsTo?: readonly string[]
  /** Default: 200. */
  readonly status?: number
  /** More headers of the answer. */
  readonly headers?: Readonly<Record<string, string>>
}

const style = `
:root { color-scheme: light dark; font: 100%/1.5 system-ui, sans-serif; }
body { margin: 0; }
main { max-width: 38rem; margin: 0 auto; padding: 2rem 1rem; }
label { display: block; font-weight: 600; margin-top: 1rem; }
input, button { font: inherit; box-sizing: border-box; padding: 0.5rem 0.75rem; border: 1px solid; border-radius: 0.25rem; }
input { width: 100%; }
button { margin-top: 1rem; cursor: pointer; }
:focus-visible { outline: 3px solid Highlight; outline-offset: 2px; }
section, article { margin-top: 2rem; }
article { border-top: 1px solid; padding-top: 1rem; }
.notice, .fault { border-left: 0.3rem solid; padding: 0.5rem 1rem; }
.fault { font-weight: 600; }
.hint { margin: 0; }
dt { font-weight: 600; float: left; margin-right: 0.5rem; }
dd { margin: 0; overflow-wrap: anywhere; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; font: inherit; }
`

const digestOf = (text: string): string => `'sha256-${hash('sha256', text, 'base64')}'`

/** The answer that shows a page. No cache keeps it, no other page frames it, and nothing runs but its own script. */
export function toPageReply(page: Page): HttpReply {
  const { title, main, script, leadsTo = [], status = 200, headers = {} } = page
  const policy = [
    "default-src 'none'",
    `style-src ${digestOf(style)}`,
    ...(script === undefined ? [] : [`script-src ${digestOf(script)}`]),
    "base-uri 'none'",
    ["form-action 'self'", ...leadsTo].join(' '),
    "frame-ancestors 'none'",
  ]
  return {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy': policy.join('; '),
      ...headers,
    },
    body: toHtml(title, main, script),
  }
}

const toHtml = (title: string, main: string, script: string | undefined): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escapeHtml(title)}</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>${escapeHtml(title)}</h1>
${main}
</main>
${script === undefined ? '' : `<script>${script}</script>\n`}</body>
</html>
`
