// A process of its own for file-crash.test.ts: serves pictures from a database and a folder, and prints where.
import { directory, listen } from '../../src/index.ts'
import { createGallery } from './gallery.ts'

const [, , database, folder] = process.argv
const { url } = await listen(createGallery(directory(folder!), { database: database! }), { port: 0 })
process.stdout.write(`${url}\n`)
