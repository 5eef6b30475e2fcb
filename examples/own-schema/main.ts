// The input and output of an action may be schemas of any library with Standard Schema: here Zod.
import { anyone, createApi, field, resource, serve } from 'ninety'
import { sqlite } from 'ninety/sqlite'
import { z } from 'zod'

const Invitation = z.object({
  emails: z.array(z.email()).min(1).max(100),
  message: z.string().trim().default('Join us.'),
})

const guests = resource('guests', {
  fields: { email: field.email().unique(), message: field.text() },
  access: { read: anyone(), create: anyone() },
}).action('invite', {
  on: 'collection',
  summary: 'Invites everyone at once',
  input: Invitation,
  output: z.object({ invited: z.int() }),
  async run({ input, rows }) {
    for (const email of input.emails) await rows.create({ email, message: input.message })
    return { invited: input.emails.length }
  },
})

const api = createApi({ title: 'Party', store: sqlite('party.db'), resources: [guests] })

const { url } = await serve(api, { port: Number(process.env['PORT'] ?? 3000) })
console.log(`Listening on ${url}, documented at ${url}/docs`)
