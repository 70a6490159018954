// A device with a passkey, as Chromium plays one (CDP's virtual authenticator): it verifies its person unless told otherwise.

/** Gives the browser of a page a device of its own. */
export async function attachDevice(page) {
  const session = await page.context().newCDPSession(page)
  await session.send('WebAuthn.enable')
  const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
  return new Device(session, authenticatorId)
}

class Device {
  #session
  #authenticatorId

  constructor(session, authenticatorId) {
    this.#session = session
    this.#authenticatorId = authenticatorId
  }

  /** Whether the next person who touches it is the one whose finger it knows. */
  verifies(isUserVerified) {
    return this.#session.send('WebAuthn.setUserVerified', {
      authenticatorId: this.#authenticatorId,
      isUserVerified,
    })
  }

  async credentials() {
    const { credentials } = await this.#session.send('WebAuthn.getCredentials', {
      authenticatorId: this.#authenticatorId,
    })
    return credentials
  }

  /** Puts a credential in place of the one that the device has, such as an older copy of it. */
  async restore(credential) {
    const authenticatorId = this.#authenticatorId
    await this.#session.send('WebAuthn.clearCredentials', { authenticatorId })
    await this.#session.send('WebAuthn.addCredential', { authenticatorId, credential })
  }
}
