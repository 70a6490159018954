// What an environment for real people sends its messages through: a mail server that wants TLS and a password, and a service for text
// messages that speaks as GOV.UK Notify does. Both keep what they take, for the person whom it is for.

import assert from 'node:assert/strict'
import { createHmac, randomUUID } from 'node:crypto'
import { EventEmitter, on, once } from 'node:events'
import https from 'node:https'
import PostalMime from 'postal-mime'
import { SMTPServer } from 'smtp-server'

const PASSWORD = 'Mail-Boat-7'
const TEMPLATE = 'words-of-the-sender'

export async function openPostbox(certificate) {
  const postbox = new Postbox()
  await postbox.listen(certificate)
  return postbox
}

class Postbox {
  #mail
  #texts
  #unread = []
  #arrivals = new EventEmitter()
  #holding = false
  #service = randomUUID()
  #secret = randomUUID()

  async listen({ key, cert }) {
    this.#mail = new SMTPServer({
      ...{ key, cert, secure: true, authMethods: ['PLAIN', 'LOGIN'] },
      onAuth: ({ username, password }, _session, done) =>
        username === 'slipway' && password === PASSWORD
          ? done(null, { user: username })
          : done(new Error('wrong password')),
      onData: (stream, session, done) => void this.#take(stream, session).then(() => done(), done),
    })
    // A client that is killed in the middle of a conversation is what some journeys are about.
    this.#mail.on('error', () => {})
    this.#texts = https.createServer({ key, cert }, (request, response) => this.#text(request, response))
    await new Promise((resolve) => this.#mail.listen(0, '127.0.0.1', resolve))
    await new Promise((resolve) => this.#texts.listen(0, '127.0.0.1', resolve))
  }

  /** The environment variables that let Slipway send through it. */
  get settings() {
    return {
      SLIPWAY_MAIL_SMTP_URL: `smtps://slipway:${PASSWORD}@localhost:${this.#mail.server.address().port}`,
      SLIPWAY_MAIL_FROM: 'Slipway <slipway@mail.example>',
      SLIPWAY_TEXT_MESSAGES_URL: `https://localhost:${this.#texts.address().port}`,
      SLIPWAY_TEXT_MESSAGES_API_KEY: `journeys-${this.#service}-${this.#secret}`,
      SLIPWAY_TEXT_MESSAGES_TEMPLATE_ID: TEMPLATE,
    }
  }

  /** The newest message to somebody that suits and that they have not read yet, once it has come. */
  async newest(recipient, suits = () => true) {
    const isIt = (message) => message.to.toLowerCase() === recipient.toLowerCase() && suits(message)
    const coming = on(this.#arrivals, 'message', { signal: AbortSignal.timeout(10_000) })
    while (!this.#unread.some(isIt)) {
      await coming.next().catch(() => assert.fail(`no such message came to ${recipient}`))
    }
    await coming.return()
    const found = this.#unread.filter(isIt)
    this.#unread = this.#unread.filter((message) => !found.includes(message))
    return found.at(-1)
  }

  /** From here on mail is taken and never acknowledged; answers when the first is on its way. */
  async holdMail(meanwhile) {
    this.#holding = true
    const held = once(this.#arrivals, 'held', { signal: AbortSignal.timeout(10_000) })
    await meanwhile()
    await held
  }

  deliverAgain() {
    this.#holding = false
  }

  async stop() {
    const closed = [this.#mail, this.#texts].map((server) => new Promise((resolve) => server.close(resolve)))
    this.#texts.closeAllConnections()
    await Promise.all(closed)
  }

  async #take(stream, { envelope }) {
    const chunks = []
    for await (const chunk of stream) chunks.push(chunk)
    if (this.#holding) {
      this.#arrivals.emit('held')
      return new Promise(() => {})
    }
    const { subject, text, html, messageId } = await PostalMime.parse(Buffer.concat(chunks))
    for (const { address } of envelope.rcptTo) this.#arrived({ to: address, subject, text, html, id: messageId })
  }

  async #text(request, response) {
    const chunks = []
    for await (const chunk of request) chunks.push(chunk)
    const answer = (status, body) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    const refuse = (status, error) => answer(status, { status_code: status, errors: [{ error, message: error }] })
    if (request.method !== 'POST' || request.url !== '/v2/notifications/sms') return refuse(404, 'NoResultFound')
    if (!this.#isOurs(request.headers.authorization)) return refuse(403, 'AuthError')
    const { phone_number: to, template_id: template, personalisation, reference: id } = JSON.parse(Buffer.concat(chunks))
    if (template !== TEMPLATE) return refuse(400, 'BadRequestError')
    this.#arrived({ to, subject: '', text: personalisation.body, id })
    answer(201, { id: randomUUID(), reference: id })
  }

  /** The token is a JWT of the service, made within the last half minute. */
  #isOurs(authorization = '') {
    const [input, claims, signature] = /^Bearer ((?:[^.]+)\.([^.]+))\.([^.]+)$/.exec(authorization)?.slice(1) ?? []
    if (!input) return false
    const { iss, iat } = JSON.parse(Buffer.from(claims, 'base64url'))
    const signed = createHmac('sha256', this.#secret).update(input).digest('base64url')
    return signature === signed && iss === this.#service && Math.abs(Date.now() / 1000 - iat) < 30
  }

  #arrived(message) {
    this.#unread.push(message)
    this.#arrivals.emit('message')
  }
}
