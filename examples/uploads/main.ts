// Files beside the fields of a row: sent in a form or by themselves, kept in a folder, read under the row's rules.
import { anyone, createApi, directory, field, resource, serve } from 'ninety'
import { sqlite } from 'ninety/sqlite'

const recipes = resource('recipes', {
  fields: {
    title: field.text().min(1).max(100),
    servings: field.integer().min(1).default(2),
    tags: field.list(field.text().max(20)).default([]),
    photo: field.file({ types: ['image/png', 'image/jpeg'], maxBytes: 2_000_000 }).optional(),
  },
  access: anyone(),
  forms: true,
})

const api = createApi({
  title: 'Recipes',
  store: sqlite('recipes.db'),
  files: directory('files'),
  resources: [recipes],
})

const { url } = await serve(api, { port: Number(process.env['PORT'] ?? 3000) })
console.log(`Listening on ${url}, documented at ${url}/docs`)
console.log(`Try: curl -F title=Soup -F tags=hot -F tags=quick -F photo=@soup.png ${url}/recipes`)
