// Asks the browser for a passkey, and sends what it answers with the form that wanted it. Without this script the form stays hidden, and the
// page says what else there is.

function bytes(text) {
  const letters = atob(text.replaceAll('-', '+').replaceAll('_', '/'))
  return Uint8Array.from(letters, (letter) => letter.charCodeAt(0))
}

function text(buffer) {
  const letters = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join('')
  return btoa(letters).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}

function withBytes(list) {
  return list?.map((one) => ({ ...one, id: bytes(one.id) }))
}

async function create({ publicKey }) {
  const { response, ...made } = await navigator.credentials.create({
    publicKey: {
      ...publicKey,
      challenge: bytes(publicKey.challenge),
      user: { ...publicKey.user, id: bytes(publicKey.user.id) },
      excludeCredentials: withBytes(publicKey.excludeCredentials),
    },
  }).then(parts)
  return {
    ...made,
    response: {
      attestationObject: text(response.attestationObject),
      clientDataJSON: text(response.clientDataJSON),
      transports: response.getTransports?.() ?? [],
    },
  }
}

async function get({ publicKey }) {
  const { response, ...used } = await navigator.credentials.get({
    publicKey: {
      ...publicKey,
      challenge: bytes(publicKey.challenge),
      allowCredentials: withBytes(publicKey.allowCredentials),
    },
  }).then(parts)
  return {
    ...used,
    response: {
      authenticatorData: text(response.authenticatorData),
      clientDataJSON: text(response.clientDataJSON),
      signature: text(response.signature),
      userHandle: response.userHandle ? text(response.userHandle) : null,
    },
  }
}

function parts({ id, rawId, type, response }) {
  return { id, rawId: text(rawId), type, response }
}

class PasskeyForm {
  constructor(form) {
    this.form = form
    this.status = form.querySelector('[role="status"]')
    form.hidden = false
    for (const other of document.querySelectorAll('[data-without-passkey]')) other.hidden = true
    form.addEventListener('submit', (event) => {
      event.preventDefault()
      this.ask()
    })
  }

  async ask() {
    if (this.isAsking) return
    this.isAsking = true
    this.status.textContent = ''
    try {
      const options = JSON.parse(this.form.dataset.options)
      const answer = this.form.dataset.passkey === 'create' ? await create(options) : await get(options)
      this.form.elements.answer.value = JSON.stringify(answer)
      this.form.submit()
    } catch (error) {
      // The device has it already, the person said no, or it took too long: browsers do not say which of the last two.
      const { known, failed, failedAt } = this.status.dataset
      if (failedAt) window.location.assign(failedAt)
      else this.status.textContent = error.name === 'InvalidStateError' ? known : failed
    } finally {
      this.isAsking = false
    }
  }
}

/** Lets a form say that this device makes passkeys and knows its person: whoever uses another one is not offered any. */
async function sayWhether(fields) {
  if (!(await PublicKeyCredential.isUserVerifyingPlatformAuthenticatorAvailable())) return
  for (const field of fields) field.value = 'yes'
}

if (window.PublicKeyCredential) {
  for (const form of document.querySelectorAll('form[data-passkey]')) new PasskeyForm(form)
  const fields = document.querySelectorAll('input[data-makes-passkeys]')
  if (fields.length > 0) sayWhether(fields)
}
