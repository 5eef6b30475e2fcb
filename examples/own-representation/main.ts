// A representation of one's own beside JSON, HAL, XML and CSV: dates as a calendar (iCalendar, RFC 5545).
import { anyone, createApi, defineRepresentation, field, resource, serve, type RepresentedRow } from 'ninety'
import { sqlite } from 'ninety/sqlite'

const meetings = resource('meetings', {
  fields: { title: field.text().min(1).max(80), startsAt: field.timestamp().indexed() },
  access: { read: anyone(), create: anyone() },
  filter: ['startsAt'],
  sort: ['startsAt'],
})

const escapeText = (value: unknown) => String(value).replaceAll(/[\\;,]/g, String.raw`\$&`)
const toMoment = (value: unknown) => String(value).replaceAll(/[-:]|\.\d+/g, '')

const toEvent = ({ row, links }: RepresentedRow) => [
  'BEGIN:VEVENT',
  `UID:${links['self']}`,
  `DTSTAMP:${toMoment(row['updatedAt'])}`,
  `DTSTART:${toMoment(row['startsAt'])}`,
  `SUMMARY:${escapeText(row['title'])}`,
  'END:VEVENT',
]
const toCalendar = (events: readonly string[]) =>
  ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:ninety', ...events, 'END:VCALENDAR', ''].join('\r\n')

const calendar = defineRepresentation({
  mediaType: 'text/calendar',
  parameters: 'charset=utf-8',
  item: (row) => toCalendar(toEvent(row)),
  page: ({ rows }) => toCalendar(rows.flatMap(toEvent)),
})

const api = createApi({
  title: 'Meetings',
  store: sqlite('meetings.db'),
  resources: [meetings],
  representations: [calendar],
})

const { url } = await serve(api, { port: Number(process.env['PORT'] ?? 3000) })
console.log(`Listening on ${url}, documented at ${url}/docs`)
