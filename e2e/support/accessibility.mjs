// What a person with a small screen, a keyboard or a screen reader meets: axe finds nothing to object to, and
// nothing is wider than a narrow phone.

import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import assert from 'node:assert/strict'

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
const NARROW = { width: 320, height: 640 }

/** Judges the page as it stands. Call it on every page and every state of one. */
export async function mustBeAccessible(page) {
  await mustPassAxe(page)
  const usual = page.viewportSize()
  await page.setViewportSize(NARROW)
  await mustNotScrollSideways(page).finally(() => page.setViewportSize(usual))
}

async function mustPassAxe(page) {
  await page.evaluate(axe)
  const violations = await page.evaluate(violationsOf, TAGS)
  const described = violations.map(
    ({ id, help, nodes }) => `${id}: ${help}\n    ${nodes.map((node) => node.html).join('\n    ')}`,
  )
  assert.deepEqual(described, [], `axe objects to ${page.url()}`)
}

/** Runs in the page. All that axe has to say of a page is longer than the page, and only this much of it is asked for. */
async function violationsOf(tags) {
  const { violations } = await window.axe.run(document, { runOnly: tags, resultTypes: ['violations'] })
  return violations.map(({ id, help, nodes }) => ({ id, help, nodes: nodes.map(({ html }) => ({ html })) }))
}

/** The design system's header moves what does not fit into a menu, a moment after the width changed. */
async function mustNotScrollSideways(page) {
  const fits = () => document.documentElement.scrollWidth <= document.documentElement.clientWidth
  await page.waitForFunction(fits, null, { timeout: 2_000 }).catch(async () => {
    const causes = await page.evaluate(tooWide)
    assert.fail(`${page.url()} is wider than ${NARROW.width} pixels: ${causes.join('\n')}`)
  })
}

/** Runs in the page: the elements that reach beyond its right edge. */
function tooWide() {
  const room = document.documentElement.clientWidth
  const reach = (element) => element.getBoundingClientRect().left + element.scrollWidth
  const causes = [...document.body.querySelectorAll('*')].filter((element) => reach(element) > room + 1)
  return causes.map((element) => element.outerHTML.slice(0, 120))
}
