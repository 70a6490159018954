// Mail and text messages as the development outbox of the portal keeps them.

import assert from 'node:assert/strict'

/** The newest message to somebody, by address or number. It is there before the page that speaks of it. */
export async function newestMessage(slipway, recipient) {
  const response = await fetch(`${slipway.portal}/outbox.json?${new URLSearchParams({ to: recipient })}`)
  assert.equal(response.status, 200, 'the outbox answers')
  const [message] = await response.json()
  assert.ok(message, `a message to ${recipient} is in the outbox`)
  assert.equal(message.to.toLowerCase(), recipient.toLowerCase())
  return message
}

/** The link in a mail that leads to a path of the sandpit. */
export async function linkFromMail(slipway, address, path) {
  const { text } = await newestMessage(slipway, address)
  const link = text.split(/\s+/).find((word) => word.startsWith(`${slipway.issuer}${path}`))
  assert.ok(link, `a link to ${path} is in the mail: ${text}`)
  return link
}

/** The six digits in the newest message to somebody. */
export async function codeFor(slipway, recipient) {
  const { subject, text } = await newestMessage(slipway, recipient)
  const code = /\b\d{6}\b/.exec(text)?.[0]
  assert.ok(code, `a code is in the message: ${subject} ${text}`)
  return code
}
