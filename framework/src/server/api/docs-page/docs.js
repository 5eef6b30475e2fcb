// Runs in the browser on /docs: shows the document, and signs in.
/* global SwaggerUIBundle, document, location, URLSearchParams, fetch, setTimeout, clearTimeout, MutationObserver */
'use strict'

const place = document.querySelector('#docs-operations')

// Of an API with versions the one that was chosen, else the current one.
const versions = [...document.querySelectorAll('[data-document]')]
const wanted = new URLSearchParams(location.search).get('version')
const chosen =
  versions.find((link) => link.textContent === wanted) ??
  versions.find((link) => link.dataset.current !== undefined)
chosen?.setAttribute('aria-current', 'page')
const chosenDocument = chosen?.dataset.document ?? 'openapi.json'
for (const link of document.querySelectorAll('a[href^="openapi."]'))
  link.href = chosenDocument.replace(/json$/, link.href.split('.').at(-1))

const source = new URL(chosenDocument, location.href).href

const ui = SwaggerUIBundle({
  url: source,
  domNode: place,
  layout: 'BaseLayout',
  deepLinking: true,
  displayRequestDuration: true,
  defaultModelsExpandDepth: 0,
  tryItOutEnabled: true,
  validatorUrl: null,
  oauth2RedirectUrl: new URL('docs/oauth2-redirect.html', location.href).href,
  responseInterceptor: (response) => (response.url === source ? toShown(response) : response),
})

// A client of the operator's own by this name, if there is one, signs in without further ado.
ui.initOAuth({ clientId: 'documentation', usePkceWithAuthorizationCodeGrant: true })

// What Swagger UI would do with the document as it is: send what nobody asked for, and take seconds to show it.
function toShown(response) {
  const read = JSON.parse(response.text)
  const operations = Object.values(read.paths).flatMap((path) => {
    // It has no word for QUERY.
    delete path['x-query']
    return [path, ...Object.values(path)]
  })
  const { parameters = {}, responses = {}, headers = {} } = read.components
  withoutExamples([...operations.flatMap((each) => each.parameters ?? []), ...Object.values(parameters)])
  const answers = operations.flatMap((each) => Object.values(each.responses ?? {}))
  for (const answer of [...answers, ...Object.values(responses)]) withOwnHeaders(answer, headers)
  withoutSchemes([read, ...operations], read.components.securitySchemes ?? {})
  return { ...response, text: JSON.stringify(read) }
}

// It sends the example of every parameter that nobody empties. What may be left out has to begin empty.
function withoutExamples(parameters) {
  for (const parameter of parameters) {
    if (parameter.required === true) continue
    delete parameter.example
    // It would make up an object by itself; text is left alone.
    if (parameter.content !== undefined) {
      parameter.schema = { type: 'string' }
      delete parameter.content
    }
  }
}

// Under Authorize it offers what it cannot send: proofs it has no word for, and cookies, which no page may set by a header.
function withoutSchemes(parts, schemes) {
  const isSent = ({ scheme, in: where }) => !/^dpop$/i.test(scheme ?? '') && where !== 'cookie'
  const unsent = Object.keys(schemes).filter((name) => !isSent(schemes[name]))
  for (const name of unsent) delete schemes[name]
  for (const part of parts) {
    if (!Array.isArray(part.security)) continue
    part.security = part.security.filter((needed) => !unsent.some((name) => name in needed))
  }
}

// It follows thousands of references whenever it draws: headers that every answer has are left out, others copied.
function withOwnHeaders(answer, known) {
  if (answer.headers === undefined) return
  const own = Object.entries(answer.headers).filter(
    ([name]) => !/^(?:X-Request-Id|(?:X-)?RateLimit)/.test(name),
  )
  answer.headers = Object.fromEntries(
    own.map(([name, header]) => [name, known[header.$ref?.split('/').at(-1)] ?? header]),
  )
}

// What Swagger UI leaves out for those who do not see it or have no mouse; it draws anew, so every change is looked at.
function mend() {
  nameControls()
  for (const image of all('img:not([alt])')) image.alt = ''
  for (const button of all('.close-modal:not([aria-label])')) button.setAttribute('aria-label', 'Close')
  // What is read out must be what is to be seen.
  for (const button of all('.auth-btn-wrapper [aria-label]')) button.removeAttribute('aria-label')
  // The link lies inside a button that does the same; without an address it cannot be focused as well.
  for (const link of all('.opblock-summary-control a[href]')) link.removeAttribute('href')
  for (const block of all('pre:not([tabindex]), .highlight-code > div:not([tabindex])')) block.tabIndex = 0
  // Its headings begin with the first level and go on with the third.
  for (const heading of all('h3:not([aria-level]), h4:not([aria-level]), h5:not([aria-level])')) {
    heading.setAttribute('aria-level', String(Number(heading.tagName.slice(1)) - 1))
  }
}

function nameControls() {
  for (const control of all('select, textarea, input, [role="region"]')) {
    if (control.hasAttribute('aria-label') || hasText(control.labels)) continue
    control.setAttribute('aria-label', nameOf(control))
  }
}

const hasText = (labels) => [...(labels ?? [])].some((label) => labelText(label) !== '')

const labelText = (label) =>
  [...label.childNodes]
    .map((node) => (node.tagName === 'SELECT' ? '' : node.textContent))
    .join('')
    .trim()

function nameOf(control) {
  if (control.id === 'servers') return 'Server'
  const row = control.closest('[data-param-name]')
  const block = control.closest('.opblock')
  const operation = ['method', 'path'].map((part) =>
    block?.querySelector(`.opblock-summary-${part}`)?.textContent.trim(),
  )
  const own = row?.dataset.paramName ?? control.getAttribute('placeholder') ?? nameOfClass(control)
  return block ? `${own} of ${operation.join(' ')}` : own
}

function nameOfClass(control) {
  if (control.closest('.response-control-media-type, .body-param-content-type, .content-type-wrapper'))
    return 'Media type'
  if (control.closest('.examples-select')) return 'Example'
  if (control.closest('.body-param')) return 'Body'
  return control.getAttribute('role') === 'region' ? 'Responses' : 'Value'
}

const all = (selector) => place.querySelectorAll(selector)

new MutationObserver(mend).observe(place, { childList: true, subtree: true })

const form = document.querySelector('#sign-in')
if (form !== null) prepareSignIn()

function prepareSignIn() {
  const fault = document.querySelector('#sign-in-error')
  const state = document.querySelector('#sign-in-state')
  const inside = document.querySelector('#signed-in')
  const leave = document.querySelector('#sign-out')
  const { scheme } = form.dataset
  let expiry

  form.addEventListener('submit', async (event) => {
    event.preventDefault()
    fault.textContent = ''
    const button = form.querySelector('button')
    button.disabled = true
    try {
      await signIn()
    } finally {
      button.disabled = false
    }
  })
  leave.addEventListener('click', () => {
    signOut()
    form.elements.username.focus()
  })

  async function signIn() {
    const { username, password } = form.elements
    const answer = await ask(form.action, { username: username.value, password: password.value })
    if (answer.fault !== undefined) {
      fault.textContent = answer.fault
      password.select()
      password.focus()
      return
    }
    ui.preauthorizeApiKey(scheme, answer.token)
    password.value = ''
    state.textContent = `Signed in as ${username.value}.`
    show(true)
    leave.focus()
    clearTimeout(expiry)
    if (answer.seconds > 0) expiry = setTimeout(expire, Math.min(answer.seconds * 1000, 2 ** 31 - 1))
  }

  function expire() {
    signOut()
    fault.textContent = 'The sign-in has ended. Sign in again.'
  }

  function signOut() {
    clearTimeout(expiry)
    ui.authActions.logout([scheme])
    state.textContent = ''
    show(false)
  }

  function show(isSignedIn) {
    form.hidden = isSignedIn
    inside.hidden = !isSignedIn
  }
}

async function ask(url, credentials) {
  let response
  try {
    response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/json', ...heldKeys() },
      body: JSON.stringify(credentials),
      credentials: 'same-origin',
    })
  } catch {
    return { fault: 'The server could not be reached. Try again.' }
  }
  const body = await response.json().catch(() => ({}))
  if (response.ok && typeof body.access_token === 'string') {
    return { token: body.access_token, seconds: Number(body.expires_in) }
  }
  return { fault: toSentence(body, response) }
}

// Where an API answers nobody without a key, the one that was given under Authorize goes along.
function heldKeys() {
  const held = Object.values(ui.authSelectors.authorized().toJS())
  const keys = held.filter(
    ({ schema, value }) => schema?.type === 'apiKey' && schema.in === 'header' && value,
  )
  return Object.fromEntries(keys.map(({ schema, value }) => [schema.name, value]))
}

function toSentence({ title, detail, errors = [] }, response) {
  const wait = Number(response.headers.get('retry-after'))
  const faults = errors.map((each) => `${each.pointer ?? ''} ${each.detail}`.trim())
  const sentences = [title, detail, ...faults]
    .filter(Boolean)
    .map((text) => (/[.!?]$/.test(text) ? text : `${text}.`))
  if (sentences.length === 0) sentences.push(`Signing in failed (status ${response.status}).`)
  if (wait > 0) sentences.push(`Try again in ${wait} seconds.`)
  return sentences.join(' ')
}
