// A reverse proxy with TLS, as an operator puts one in front: it ends the encryption, says whom it speaks for, and takes the
// processes behind it in turns.

import http from 'node:http'
import https from 'node:https'

/** Opens a front on a free port. It answers 502 until somebody is behind it. */
export async function openFront(certificate) {
  const front = new Front()
  await front.listen(certificate)
  return front
}

class Front {
  #server
  #next = 0
  /** `host:port` of each process; a place is empty while nobody is there. */
  behind = []
  #before = new Map()

  async listen({ key, cert }) {
    this.#server = https.createServer({ key, cert }, (request, response) => this.#answer(request, response))
    await new Promise((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
    this.url = `https://localhost:${this.#server.address().port}`
  }

  /** Something to do when the next request to a path has come, before it goes on; answers with that request. */
  before(path, act) {
    return new Promise((resolve, reject) => {
      this.#before.set(path, (request) => act(request).then(() => resolve(request), reject))
    })
  }

  async close() {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  async #answer(request, response) {
    const chunks = []
    for await (const chunk of request) chunks.push(chunk)
    const body = Buffer.concat(chunks)
    const { pathname } = new URL(request.url, this.url)
    const act = this.#before.get(pathname)
    this.#before.delete(pathname)
    await act?.(request)
    // Whoever refuses the connection has seen nothing of the request, so the next may have it.
    for (const target of this.#inTurn()) {
      const answer = await ask(target, request, body).catch((error) => error)
      if (answer.code === 'ECONNREFUSED') continue
      if (answer instanceof Error) break
      response.writeHead(answer.statusCode, answer.rawHeaders)
      answer.pipe(response)
      return
    }
    response.writeHead(502).end()
  }

  #inTurn() {
    const first = this.#next++
    const turns = this.behind.map((_, index) => this.behind[(first + index) % this.behind.length])
    return turns.filter(Boolean)
  }
}

function ask(target, { method, url, headers, socket }, body) {
  const seen = [headers['x-forwarded-for'], socket.remoteAddress].filter(Boolean).join(', ')
  const forwarded = { ...headers, 'x-forwarded-for': seen, 'x-forwarded-proto': 'https' }
  const [host, port] = target.split(':')
  return new Promise((resolve, reject) => {
    // A connection of its own for each: one that was kept could belong to a process that has ended.
    const asked = http.request({ host, port, method, path: url, headers: forwarded, agent: false }, resolve)
    asked.on('error', reject)
    asked.end(body)
  })
}
