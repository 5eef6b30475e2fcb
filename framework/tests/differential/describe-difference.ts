import type { Difference } from './conversation.ts'
import type { Question } from './memory.ts'

/** A difference as a reader needs it: what led to it, what was asked, and what each store answered. */
export const describeDifference = (
  questions: readonly Question[],
  { question, replies }: Difference,
): string =>
  [
    'asked before:',
    ...questions.slice(0, -1).map(describeQuestion),
    '',
    'asked:',
    describeQuestion(question),
    ...[...replies].flatMap(([store, { status, headers, body, failures }]) => [
      '',
      `${store} answered ${status}`,
      JSON.stringify(headers),
      Buffer.from(body, 'latin1').toString(),
      ...failures,
    ]),
  ].join('\n')

const describeQuestion = ({ at, as, method, url, headers, body = '' }: Question): string =>
  `${new Date(at).toISOString()} ${as} ${method} ${url} ${JSON.stringify(headers)} ${body}`
