import { Problem } from '../../kernel/problem/problem.ts'
import { escapeHtml } from '../../kernel/values/escape-html.ts'
import { headerOf, type HttpReply, type HttpRequest } from '../../protocol/message/message.ts'
import { negotiateMediaType } from '../../protocol/representation/negotiate.ts'
import { toPageReply } from './page.ts'
import { toWait } from './wait.ts'

/**
 * A problem as people are told of it: what happened, and what to do. Undefined where something else than a page is asked
 * for: who asks is a program.
 */
export function toProblemPage(problem: Problem, request: HttpRequest): HttpReply | undefined {
  if (!wantsPage(request)) return undefined
  const { status, headers, cookies } = problem
  const [title, explanation] = explain(problem)
  const reply = toPageReply({
    title,
    status,
    main: `<p>${escapeHtml(explanation)}</p>`,
    headers: headers ?? {},
  })
  return cookies === undefined ? reply : { ...reply, cookies }
}

function explain({ status, title, detail, headers }: Problem): readonly [title: string, explanation: string] {
  if (status >= 500) return ['That did not work', 'Try again in a moment.']
  if (status === 429) return [title, `${toWait(headers?.['retry-after'])} Then load this page again.`]
  if (status === 413) return [title, 'Go back, and send less.']
  return [title, detail ?? 'Go back, and try again.']
}

function wantsPage(request: HttpRequest): boolean {
  try {
    const offered = ['application/problem+json', 'text/html']
    return negotiateMediaType(headerOf(request, 'accept'), offered) === 'text/html'
  } catch (error) {
    if (error instanceof Problem) return false
    throw error
  }
}
