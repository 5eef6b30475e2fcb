/** The position after the last row of a page: base64url of its date and id. */

export interface Cursor {
  dueAt: string | null
  id: string
}

export function toCursor({ dueAt, id }: Cursor): string {
  return Buffer.from(JSON.stringify([dueAt, id])).toString('base64url')
}

export function parseCursor(text: string): Cursor | undefined {
  try {
    const [dueAt, id] = JSON.parse(Buffer.from(text, 'base64url').toString()) as unknown[]
    const isDate = dueAt === null || typeof dueAt === 'string'
    return isDate && typeof id === 'string' ? { dueAt, id } : undefined
  } catch {
    return undefined
  }
}
