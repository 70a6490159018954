// Mail and text messages as the development outbox of the portal keeps them.

import assert from 'node:assert/strict'

/** The newest message to somebody, by address or number. It is there before the page that speaks of it. */
export async function newestMessage(slipway, recipient) {
  const response = await fetch(`${slipway.portal}/outbox.json`)
  assert.equal(response.status, 200, 'the outbox answers')
  const { messages } = await response.json()
  const message = messages.find(({ to }) => to.toLowerCase() === recipient.toLowerCase())
  assert.ok(message, `a message to ${recipient} is in the outbox: ${JSON.stringify(messages)}`)
  return message
}

/** The link in a mail that leads to a path of the sandpit. */
export async function linkFromMail(slipway, address, path) {
  const { text } = await newestMessage(slipway, address)
  const link = text.split(/\s+/).find((word) => word.startsWith(`${slipway.issuer}${path}`))
  assert.ok(link, `a link to ${path} is in the mail: ${text}`)
  return link
}

/** The six digits in a text message. */
export async function codeFromText(slipway, mobile) {
  const { text } = await newestMessage(slipway, mobile)
  const code = /\b\d{6}\b/.exec(text)?.[0]
  assert.ok(code, `a code is in the text message: ${text}`)
  return code
}
