import type { InteractionResults } from 'oidc-provider'
import type { HttpReply } from '../../protocol/message/message.ts'
import type { Visit } from './interactions.ts'

/** What a client is told whom a user does not let in. */
export const denied: InteractionResults = {
  error: 'access_denied',
  error_description: 'The user did not allow it',
}

/** What else is done before the browser goes on. */
export interface Consequences {
  /** Where the answer counts. */
  readonly counts?: () => Promise<void>
  /** Where another came before it: takes back what was begun for it. */
  readonly late?: () => Promise<void>
}

/**
 * Notes what a user said, and sends the browser back to the server. Said twice, as by a button that is pressed twice, it
 * counts once: the first stands.
 */
export async function decide(
  { interaction, provider }: Visit,
  result: InteractionResults,
  { counts, late }: Consequences = {},
): Promise<HttpReply> {
  interaction.result = result
  const refusal = await interaction.persist().then(
    () => undefined,
    (error: unknown) => ({ error }),
  )
  if (refusal === undefined) await counts?.()
  else {
    await late?.()
    const first = await provider.Interaction.find(interaction.uid)
    if (first?.result === undefined) throw refusal.error
  }
  return {
    status: 303,
    headers: { location: interaction.returnTo, 'cache-control': 'no-store' },
    body: null,
  }
}
