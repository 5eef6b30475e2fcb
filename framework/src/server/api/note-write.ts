import { anonymous } from '../../declaration/policy/principal.ts'
import type { HttpReply } from '../../protocol/message/message.ts'
import type { ApiContext } from '../pipeline/api-context.ts'
import { toReaders } from '../pipeline/read-from-replica.ts'
import type { ReceivedRequest } from '../pipeline/received-request.ts'

const reading = new Set(['GET', 'HEAD', 'OPTIONS', 'QUERY', 'TRACE'])

/** Notes who has written, before they are told: what they read next is to show it, wherever it comes from. */
export async function noteWrite(
  { store, events }: ApiContext,
  request: ReceivedRequest,
  { status }: HttpReply,
): Promise<void> {
  if (reading.has(request.method) || status >= 400) return
  const [reader] = toReaders(request.principal ?? anonymous, request.address)
  try {
    await store.replicas!.wrote(reader)
  } catch (cause) {
    // It is written: to say anything else would be worse.
    events.emit('warning', { message: 'A replica may not show yet what a caller has written.', cause })
  }
}
