// A Fastify application that is there already takes in an API under a prefix; its own routes stay as they are.
import { fastify } from 'fastify'
import { anyone, createApi, field, resource } from 'ninety'
import { sqlite } from 'ninety/sqlite'

const notes = resource('notes', {
  fields: { text: field.text().min(1).max(1_000).multiline() },
  access: anyone(),
})

const store = sqlite('notes.db')
const api = createApi({ title: 'Notes', store, resources: [notes] })

const app = fastify()
app.get('/hello', () => ({ hello: 'world' }))
await app.register(api, { prefix: '/v1' })
// The application is not the API's own, so it says itself when the store is closed, and when it stops.
app.addHook('onClose', () => store.close())
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void app.close())

const url = await app.listen({ port: Number(process.env['PORT'] ?? 3000) })
console.log(`Listening on ${url}, documented at ${url}/v1/docs`)
