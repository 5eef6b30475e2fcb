import type { Model } from '../../declaration/resource/model.ts'
import * as catalogue from '../../kernel/problem/catalogue.ts'
import type { ProblemType } from '../../kernel/problem/problem.ts'
import type { Endpoint } from '../../protocol/message/endpoint.ts'
import { escapeHtml } from '../../kernel/values/escape-html.ts'

/** What the `type` of every problem points at: the framework's problems, and those that actions and sign-up declare. */
export function problemsEndpoint(models: Iterable<Model>): Endpoint {
  const own = [...models].flatMap(({ actions, signUp }) => [
    ...[...actions.values()].flatMap(({ problems = [] }) => problems),
    ...(signUp?.problems ?? []),
  ])
  const types = new Map([...own, ...Object.values(catalogue)].map((type) => [type.code, type]))
  const page = toPage([...types.values()].sort((left, right) => left.status - right.status))
  return {
    method: 'GET',
    path: '/problems',
    authentication: 'none',
    ungated: true,
    handle: () => ({
      status: 200,
      headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'public, max-age=3600' },
      body: page,
    }),
  }
}

const toPage = (types: readonly ProblemType[]): string => `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Problems</title></head>
<body><main>
<h1>Problems</h1>
<p>Every answer of 400 or more is a problem document (RFC 9457) with one of these codes, or one the API does not declare.</p>
<table>
<thead><tr><th scope="col">Code</th><th scope="col">Status</th><th scope="col">Meaning</th></tr></thead>
<tbody>
${types.map(toRow).join('\n')}
</tbody>
</table>
</main></body>
</html>
`

function toRow({ code, status, title }: ProblemType): string {
  const shown = escapeHtml(code)
  return `<tr id="${shown}"><td><code>${shown}</code></td><td>${status}</td><td>${escapeHtml(title)}</td></tr>`
}
