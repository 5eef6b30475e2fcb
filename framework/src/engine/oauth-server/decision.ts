import type { InteractionResults } from 'oidc-provider'
import type { HttpReply } from '../../protocol/message/message.ts'
import type { Visit } from './interactions.ts'

/** What a client is told whom a user does not let in. */
export const denied: InteractionResults = {
  error: 'access_denied',
  error_description: 'The user did not allow it',
}

/**
 * Notes what a user said, and sends the browser back to the server. Said twice, as by a button that is pressed twice, it
 * counts once: the first stands.
 * @param undo takes back what the second would leave behind
 */
export async function decide(
  { interaction, provider }: Visit,
  result: InteractionResults,
  undo: () => Promise<void> = async () => {},
): Promise<HttpReply> {
  interaction.result = result
  try {
    await interaction.persist()
  } catch (error) {
    await undo()
    const first = await provider.Interaction.find(interaction.uid)
    if (first?.result === undefined) throw error
  }
  return {
    status: 303,
    headers: { location: interaction.returnTo, 'cache-control': 'no-store' },
    body: null,
  }
}
