import { findDeciding, type RuleExplanation } from './explain.ts'

/** What decided, in words: `role admin: yes`, or `the owner: no, role admin: no`. */
export function describeVerdict(explanation: RuleExplanation): string {
  const deciding = findDeciding(explanation).map(({ words, holds }) => `${words}: ${toAnswer(holds)}`)
  return [...new Set(deciding)].join(', ')
}

/** Whether a rule holds, in a word. */
export const toAnswer = (holds: boolean | undefined): string =>
  holds === undefined ? 'depends' : holds ? 'yes' : 'no'
