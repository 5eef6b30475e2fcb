import type { Page } from 'playwright-core'

/** What keeps people from a page who read it by ear, by keyboard or with little sight (WCAG 2.2 AA), as far as a program finds it. */
export async function findAccessibilityFaults(page: Page): Promise<readonly string[]> {
  const faults: string[] = []
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    const found = await page.locator('html').evaluate(findFaults)
    faults.push(...found.map((fault) => `${colorScheme}: ${fault}`))
  }
  return faults
}

/** Of the root element of the page, where it runs. */
// oxlint-disable-next-line typescript/no-explicit-any -- the types of pages are not those of this program
function findFaults(root: any): string[] {
  const document = root.ownerDocument
  const window = document.defaultView!
  const faults: string[] = []
  const check = (isRight: boolean, fault: string): void => {
    if (!isRight) faults.push(fault)
  }
  const all = (selector: string) => [...document.querySelectorAll(selector)]
  check(root.lang === 'en', 'no language')
  check(document.title.trim() !== '', 'no title')
  check(all('main').length === 1, 'not one main landmark')
  check(all('h1').length === 1, 'not one heading')
  check(document.querySelector('meta[name=viewport]') !== null, 'no viewport')
  const ids = all('[id]').map(({ id }) => id)
  check(new Set(ids).size === ids.length, 'an id stands twice')
  for (const each of all('[tabindex], [onclick]')) faults.push(`an order of its own: ${each.outerHTML}`)
  for (const input of all('input:not([type=hidden])'))
    check((input.labels[0]?.textContent.trim() ?? '') !== '', `no label: ${input.name}`)
  for (const control of all('button, a'))
    check(control.textContent.trim() !== '', `no name: ${control.outerHTML}`)
  for (const control of all('button, input:not([type=hidden])'))
    check(control.getBoundingClientRect().height >= 24, `small: ${control.outerHTML}`)
  for (const each of all('[aria-describedby]'))
    check(document.getElementById(each.getAttribute('aria-describedby')) !== null, 'described by nothing')
  check(root.scrollWidth <= window.innerWidth, 'scrolls sideways')

  const canvas = document.createElement('div')
  canvas.style.background = 'Canvas'
  document.body.append(canvas)
  const base: string = window.getComputedStyle(canvas).backgroundColor
  canvas.remove()
  const numbersOf = (color: string) => (color.match(/[\d.]+/g) ?? []).map(Number)
  const luminanceOf = (color: string): number => {
    const [red = 0, green = 0, blue = 0] = numbersOf(color)
      .map((part) => part / 255)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
  }
  const backgroundOf = (element: typeof root): string => {
    if (element === null) return base
    const { backgroundColor } = window.getComputedStyle(element)
    return numbersOf(backgroundColor)[3] === 0 ? backgroundOf(element.parentElement) : backgroundColor
  }
  for (const each of all('main *')) {
    const own = [...each.childNodes].filter(({ nodeType }) => nodeType === 3)
    if (own.every(({ textContent }) => textContent.trim() === '')) continue
    const shades = [luminanceOf(window.getComputedStyle(each).color), luminanceOf(backgroundOf(each))]
    const ratio = (Math.max(...shades) + 0.05) / (Math.min(...shades) + 0.05)
    check(ratio >= 4.5, `contrast ${ratio.toFixed(1)}: ${each.outerHTML.slice(0, 80)}`)
  }
  return faults
}
