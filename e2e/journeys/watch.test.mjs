// The watch over every visit is itself watched: a page that is wrong must fail the visit that met it.

import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { after, before, test } from 'node:test'
import { mustBeAccessible } from '../support/accessibility.mjs'
import { startBrowser, visiting } from '../support/browser.mjs'

const HEAD = '<!DOCTYPE html><html lang="en"><head><title>A page</title></head>'
const PAGES = {
  '/right': '<body><main><h1>A page</h1></main></body></html>',
  '/invalid': '<body><main><h1>A page</h1><p><div>A block in a paragraph</div></p></main></body></html>',
  '/unlabelled': '<body><main><h1>A page</h1><input type="text"></main></body></html>',
  '/wide': '<body><main><h1>A page</h1><p>' + 'w'.repeat(200) + '</p></main></body></html>',
  '/elsewhere':
    '<body><main><h1>A page</h1><img src="https://nowhere.invalid/a.png" alt="A"></main></body></html>',
  '/script': '<body><main><h1>A page</h1></main><script>throw new Error("broken")</script></body></html>',
  '/policy': '<body><main><h1>A page</h1></main><script>document.title = "B"</script></body></html>',
}

let server, browser, origin

before(async () => {
  server = createServer((request, response) => {
    const policy = request.url === '/policy' ? { 'content-security-policy': "script-src 'self'" } : {}
    response.writeHead(200, { 'content-type': 'text/html', ...policy }).end(HEAD + (PAGES[request.url] ?? ''))
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  origin = `http://localhost:${server.address().port}`
  browser = await startBrowser()
})

after(async () => {
  await browser?.close()
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})

function visit(path) {
  return visiting(browser, async (page) => {
    await page.goto(origin + path)
    await mustBeAccessible(page)
  })
}

test('a page without a fault passes', () => visit('/right'))
test('invalid HTML is found', () => assert.rejects(visit('/invalid'), /close-order/))
test('an input without a label is found', () => assert.rejects(visit('/unlabelled'), /label/))
test('a page wider than a phone is found', () => assert.rejects(visit('/wide'), /wider than 320/))
test('a request to another machine is found', () => assert.rejects(visit('/elsewhere'), /nowhere\.invalid/))
test('a script that fails is found', () => assert.rejects(visit('/script'), /broken/))
test('a breach of the content policy is found', () => assert.rejects(visit('/policy'), /security policy/i))
