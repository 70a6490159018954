// Every page in every state, also those that no journey reaches: valid HTML, nothing for axe to object to, no
// wider than a phone.

import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { after, before, test } from 'node:test'
import { mustBeAccessible } from '../support/accessibility.mjs'
import { startBrowser, visiting } from '../support/browser.mjs'
import { buildFolder } from '../support/command-line.mjs'

let gallery, browser, home

before(async () => {
  gallery = spawn(path.join(buildFolder, 'gallery'), [], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = await once(createInterface({ input: gallery.stdout }), 'line')
  home = line
  browser = await startBrowser()
})

after(async () => {
  await browser?.close()
  const ended = once(gallery, 'exit')
  gallery.kill()
  await ended
})

/** As many browser windows at once as there is work for on two cores: one waits while the other is judged. */
const WINDOWS = 2

test('every sample page is right', async () => {
  const links = await visiting(browser, async (page) => {
    await page.goto(home)
    await mustBeAccessible(page)
    return page.locator('main a').evaluateAll((elements) => elements.map((element) => element.href))
  })
  assert.ok(links.length > 80, `the gallery holds ${links.length} pages`)
  const [faults, left] = [[], links.values()]
  const judgeWhatIsLeft = async (page) => {
    for (const link of left) {
      await page.goto(link)
      await mustBeAccessible(page).catch((fault) => faults.push(fault.message))
    }
  }
  await Promise.all(Array.from({ length: WINDOWS }, () => visiting(browser, judgeWhatIsLeft)))
  assert.equal(faults.length, 0, faults.join('\n\n'))
})
