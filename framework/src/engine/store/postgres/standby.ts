// How a connection tells which server it leads to, and that it still follows another one.
import type { Client, ClientBase } from 'pg'

/** The server behind a connection. */
export interface Standby {
  /** When it was started, in seconds since 1970: by that it is known from other servers, and from itself before a restart. */
  readonly startedAt: string
  /** False from the moment it is a server in its own right. */
  readonly follows: boolean
}

export const startedAt = 'extract(epoch FROM pg_postmaster_start_time())::text'

const standbys = new WeakMap<ClientBase, Standby>()

/** Undefined for connections nobody asked. */
export const standbyOf = (client: ClientBase): Standby | undefined => standbys.get(client)

/** Asks a new connection. Later changes come by themselves, before the answer to the statement that they happened at. */
export async function askStandby(client: ClientBase): Promise<void> {
  let isPromoted = false
  const told = ({ parameterName, parameterValue }: ParameterStatus) => {
    // PostgreSQL 14 and later.
    if (parameterName === 'in_hot_standby' && parameterValue === 'off') isPromoted = true
  }
  const { connection } = client as Client
  connection.on('parameterStatus', told)
  const { rows } = await client.query<[string, boolean]>({
    text: `SELECT ${startedAt}, pg_is_in_recovery()`,
    rowMode: 'array',
  })
  const [started, isInRecovery] = rows[0]!
  standbys.set(client, {
    startedAt: started,
    get follows() {
      return isInRecovery && !isPromoted
    },
  })
}

interface ParameterStatus {
  readonly parameterName: string
  readonly parameterValue: string
}
