// Chromium, and a visitor in it. Whatever page a visitor is given is watched: its HTML must be valid as it
// came, nothing may be asked of another machine, and no script may fail or break the content policy.

import { accessSync, constants } from 'node:fs'
import path from 'node:path'
import { chromium } from 'playwright-core'
import { problemsInHtml } from './markup.mjs'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

/** @param {{fingerprint: string}} [certificate] one to trust besides those that are */
export async function startBrowser(certificate) {
  const trusted = certificate ? [`--ignore-certificate-errors-spki-list=${certificate.fingerprint}`] : []
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? onPath(),
    headless: true,
    args: [...ARGUMENTS, ...trusted],
  })
}

function onPath() {
  const folders = (process.env.PATH ?? '').split(':')
  const files = NAMES.flatMap((name) => folders.map((folder) => path.join(folder, name)))
  const found = files.find(isProgram)
  if (!found) throw new Error('no Chromium: set CHROMIUM to the path of one, or run cargo xtask ensure')
  return found
}

function isProgram(file) {
  try {
    accessSync(file, constants.X_OK)
    return true
  } catch {
    return false
  }
}

/**
 * @template T
 * Runs one visit in a browser profile of its own, gives what it gives, and fails for whatever was wrong with the
 * pages on the way.
 * @param {import('playwright-core').Browser} browser
 * @param {(page: import('playwright-core').Page) => Promise<T>} visit
 * @param {{javaScript?: boolean}} options
 */
export async function visiting(browser, visit, { javaScript = true } = {}) {
  const context = await browser.newContext({
    javaScriptEnabled: javaScript,
    viewport: { width: 1024, height: 768 },
  })
  context.setDefaultTimeout(10_000)
  const watch = new Watch(context)
  try {
    const page = await context.newPage()
    const result = await visit(page).catch((error) => explain(error, page))
    await watch.conclude()
    return result
  } finally {
    await context.close()
  }
}

/** A locator that waited in vain says little; the page that it waited on says all. */
async function explain(error, page) {
  const text = await page
    .locator('body')
    .innerText()
    .catch(() => '')
  throw new Error(`${error.message}\n\nat ${page.url()}\n${text.slice(0, 1500)}`, { cause: error })
}

class Watch {
  #problems = []
  #pending = []

  constructor(context) {
    context.on('request', (request) => this.#local(request))
    context.on('response', (response) => this.#pending.push(this.#valid(response)))
    context.on('weberror', (error) => this.#problems.push(`a script failed: ${error.error().message}`))
    context.on('console', (message) => this.#policy(message))
  }

  async conclude() {
    await Promise.all(this.#pending)
    if (this.#problems.length > 0)
      throw new Error(`the pages of this visit are not right:\n${this.#problems.join('\n')}`)
  }

  #local(request) {
    const url = new URL(request.url())
    const own = url.protocol === 'data:' || ['localhost', '127.0.0.1'].includes(url.hostname)
    if (!own) this.#problems.push(`${url.href} is on another machine`)
  }

  #policy(message) {
    if (/content security policy/i.test(message.text()))
      this.#problems.push(`${message.location().url}: ${message.text()}`)
  }

  async #valid(response) {
    const isPage =
      response.request().isNavigationRequest() && /^text\/html/.test(response.headers()['content-type'] ?? '')
    const isRedirect = response.status() >= 300 && response.status() < 400
    if (!isPage || isRedirect) return
    // A page that the browser has already left has no body any more; the next visitor sees it again.
    const body = await response.text().catch(() => undefined)
    if (body === undefined) return
    for (const problem of await problemsInHtml(body)) {
      this.#problems.push(
        `${response.request().method()} ${response.url()} (${response.status()}): ${problem}`,
      )
    }
  }
}
