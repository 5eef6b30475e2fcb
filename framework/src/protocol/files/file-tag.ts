import { hash } from 'node:crypto'
import type { ReceivedFile } from '../../declaration/schema/kinds/file.ts'

/** The strong entity tag of a file as it is served: no row has such a tag. */
export function toFileTag({ digest, type, name }: ReceivedFile): string {
  return `"file-${hash('sha256', JSON.stringify([digest, type, name]), 'base64url').slice(0, 22)}"`
}
