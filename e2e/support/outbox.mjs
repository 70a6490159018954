// Mail and text messages, wherever those of a Slipway come to.

import assert from 'node:assert/strict'

/** What was kept instead of sent, as the portal's development outbox has it. It is there before the page that speaks of it. */
export class PortalOutbox {
  #slipway

  constructor(slipway) {
    this.#slipway = slipway
  }

  async newest(recipient) {
    const response = await fetch(`${this.#slipway.portal}/outbox.json?${new URLSearchParams({ to: recipient })}`)
    assert.equal(response.status, 200, 'the outbox answers')
    const [message] = await response.json()
    assert.ok(message, `a message to ${recipient} is in the outbox`)
    assert.equal(message.to.toLowerCase(), recipient.toLowerCase())
    return message
  }
}

/** The newest message to somebody, by address or number; where messages are sent, the newest unread one that suits. */
export function newestMessage(slipway, recipient, suits) {
  return slipway.messages.newest(recipient, suits)
}

/** The link in a mail that leads to a path of the environment. */
export async function linkFromMail(slipway, address, path) {
  const linkIn = ({ text }) => text.split(/\s+/).find((word) => word.startsWith(`${slipway.issuer}${path}`))
  const mail = await newestMessage(slipway, address, linkIn)
  const link = linkIn(mail)
  assert.ok(link, `a link to ${path} is in the mail: ${mail.text}`)
  return link
}

/** The six digits in the newest message to somebody. */
export async function codeFor(slipway, recipient) {
  const codeIn = ({ text }) => /\b\d{6}\b/.exec(text)?.[0]
  const message = await newestMessage(slipway, recipient, codeIn)
  const code = codeIn(message)
  assert.ok(code, `a code is in the message: ${message.subject} ${message.text}`)
  return code
}
