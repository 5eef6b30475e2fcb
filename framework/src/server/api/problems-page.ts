import * as catalogue from '../../kernel/problem/catalogue.ts'
import type { Endpoint } from '../../protocol/message/endpoint.ts'

const rows = Object.values(catalogue)
  .map(
    ({ code, status, title }) =>
      `<tr id="${code}"><td><code>${code}</code></td><td>${status}</td><td>${title}</td></tr>`,
  )
  .join('\n')

const page = `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Problems</title></head>
<body><main>
<h1>Problems</h1>
<p>Every answer of 400 or more is a problem document (RFC 9457) with one of these codes, or one of the API's own.</p>
<table>
<thead><tr><th scope="col">Code</th><th scope="col">Status</th><th scope="col">Meaning</th></tr></thead>
<tbody>
${rows}
</tbody>
</table>
</main></body>
</html>
`

/** What the `type` of every problem points at. */
export const problemsEndpoint: Endpoint = {
  method: 'GET',
  path: '/problems',
  authentication: 'none',
  handle: () => ({
    status: 200,
    headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'public, max-age=3600' },
    body: page,
  }),
}
