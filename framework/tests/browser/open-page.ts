import { chromium, type Browser, type Page } from 'playwright-core'

/** A page, and everything that went wrong on it or left this machine. */
export interface OpenPage {
  readonly page: Page
  /** Errors of scripts and of the content security policy; failed requests that a test makes on purpose are none. */
  readonly faults: string[]
  /** Addresses asked for that are not the server's own. */
  readonly foreign: string[]
}

// Nothing but the page itself may go over the network.
const quiet = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

export function launchBrowser(executablePath: string): Promise<Browser> {
  return chromium.launch({ executablePath, args: quiet })
}

/** Opens a page of a server in a browser that knows nothing of other tests. */
export async function openPage(browser: Browser, url: string): Promise<OpenPage> {
  const page = await (await browser.newContext()).newPage()
  const faults: string[] = []
  const foreign: string[] = []
  const { origin } = new URL(url)
  page.on('pageerror', (error) => faults.push(error.message))
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource'))
      faults.push(message.text())
  })
  page.on('request', (request) => {
    const asked = request.url()
    if (!asked.startsWith(`${origin}/`) && !asked.startsWith('data:')) foreign.push(asked)
  })
  await page.goto(url)
  return { page, faults, foreign }
}
