import { DeclarationError } from '../../kernel/problem/declaration-error.ts'

const ignored = /--[^\n]*|\/\*[\s\S]*?\*\/|'[^']*'|"[^"]*"|(?<![\w$])\$([A-Za-z_]*)\$[\s\S]*?\$\1\$/g

/** Looked for where statements begin: in a trigger, BEGIN and END stand elsewhere. */
export const endsTransaction = (script: string): boolean =>
  /(?:^|;)\s*(?:begin|commit|rollback|abort|start\s+transaction|prepare\s+transaction)\b/i.test(
    script.replaceAll(ignored, ' '),
  )

/** Half of a migration could stay. */
export const refuseEnd = (): DeclarationError =>
  new DeclarationError([
    {
      path: 'migration',
      message: 'ends the transaction that it was given',
      remedy: 'leave out BEGIN, COMMIT and ROLLBACK',
    },
  ])
