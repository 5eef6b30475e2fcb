// The pages that take codes: forms that work without any script, and answer in words.
import { Problem } from '../../../kernel/problem/problem.ts'
import { escapeHtml } from '../../../kernel/values/escape-html.ts'
import { checkMediaType } from '../../../protocol/body/media-type.ts'
import { parseUrlencoded } from '../../../protocol/body/parse-urlencoded.ts'
import type { Endpoint } from '../../../protocol/message/endpoint.ts'
import type { HttpReply, HttpRequest } from '../../../protocol/message/message.ts'
import { toPageReply } from '../../pages/page.ts'
import { toProblemPage } from '../../pages/problem-page.ts'

/** What a form sent, by the names of its fields. */
export type Sent = Readonly<Record<string, string>>

/** A page with forms. */
export interface CodePage {
  /** Below the API's root, such as `/auth/password-reset`; what is sent goes to `page` below it. */
  readonly path: string
  readonly title: string
  /** Does what was asked for, and gives back what to say of it. Problems are told on the page. */
  submit(sent: Sent, request: HttpRequest): Promise<string>
  /**
   * The forms.
   * @param action an attribute of each form, which says where it sends to
   * @param fault what was wrong, if something was
   */
  toForms(action: string, sent: Sent, fault: string | undefined): string
}

// What the mail's link brings is put into the form, and taken out of the history. Without it the code is pasted.
const script = `
const code = new URLSearchParams(location.hash.slice(1)).get('code');
const field = document.getElementById('code');
if (code && field) {
  field.value = code;
  history.replaceState(null, '', location.pathname + location.search);
  const request = document.getElementById('request');
  if (request) request.hidden = true;
  (document.getElementById('password') || field.form.querySelector('button')).focus();
}
`

/** The addresses of a page: where it is read, and where its forms are sent to. */
export function createCodePage({ path, title, submit, toForms }: CodePage): Endpoint[] {
  const show = (main: string, status: number, headers: Readonly<Record<string, string>> = {}): HttpReply =>
    toPageReply({ title, main, script, status, headers })
  return [
    {
      method: 'GET',
      path,
      authentication: 'none',
      ungated: true,
      handle: (request) => show(toForms(`action="${toTarget(request, path)}"`, {}, undefined), 200),
    },
    {
      method: 'POST',
      path: `${path}/page`,
      authentication: 'none',
      refusal: toProblemPage,
      // Who reads a mail has no application that could bring its key.
      ungated: true,
      async handle(request) {
        const sent = readForm(request)
        try {
          return show(`<p class="notice" role="status">${escapeHtml(await submit(sent, request))}</p>`, 200)
        } catch (error) {
          if (!(error instanceof Problem)) throw error
          const fault = toSentence(error)
          const alert = `<p class="fault" role="alert" id="fault">${escapeHtml(fault)}</p>`
          return show(`${alert}\n${toForms('', sent, fault)}`, error.status, error.headers)
        }
      },
    },
  ]
}

/** Relative, since the API may be reached under any path; with a slash at its end the page's address is a folder. */
function toTarget({ url }: HttpRequest, path: string): string {
  const isFolder = url.split('?', 1)[0]!.endsWith('/')
  return isFolder ? 'page' : `${path.split('/').at(-1)}/page`
}

function readForm(request: HttpRequest): Sent {
  const { body } = request
  if (body === undefined || body.length === 0) return {}
  checkMediaType(request, ['application/x-www-form-urlencoded'])
  return Object.fromEntries(parseUrlencoded(body))
}

function toSentence({ status, detail, title, errors = [] }: Problem): string {
  if (status >= 500) return 'That did not work. Try again in a moment.'
  const faults = errors.map((fault) => `The ${fault.pointer?.slice(1) ?? 'value'} ${fault.detail}.`)
  return [...faults, ...(detail === undefined && faults.length > 0 ? [] : [detail ?? title])].join(' ')
}

/** A field with its label; what was wrong is told with it. */
export function toInput(
  name: string,
  label: string,
  attributes: string,
  { value = '', fault }: { readonly value?: string | undefined; readonly fault?: string | undefined } = {},
): string {
  const wrong = fault === undefined ? '' : ' aria-invalid="true" aria-describedby="fault"'
  return `<label for="${name}">${label}</label>
<input id="${name}" name="${name}" value="${escapeHtml(value)}" required ${attributes}${wrong}>`
}
