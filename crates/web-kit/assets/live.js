// Fetches a list again while somebody looks at it. Without this script its page has a link that does the same.

const EVERY_MILLISECONDS = 2000

function counted(number) {
  return number === 1 ? '1 new request' : `${number} new requests`
}

function references(list) {
  return new Set([...list.querySelectorAll('a[href]')].map((link) => link.getAttribute('href')))
}

class LiveList {
  constructor(root) {
    this.list = document.getElementById(root.dataset.liveInto)
    this.address = root.dataset.live
    this.status = root.querySelector('[role="status"]')
    this.isPaused = false
    this.text = this.list.innerHTML
    root.prepend(this.pauseButton())
    setInterval(() => this.refresh(), EVERY_MILLISECONDS)
  }

  pauseButton() {
    const button = document.createElement('button')
    button.type = 'button'
    button.className = 'nhsuk-button nhsuk-button--secondary nhsuk-button--small'
    button.textContent = 'Pause updates'
    button.addEventListener('click', () => {
      this.isPaused = !this.isPaused
      button.textContent = this.isPaused ? 'Resume updates' : 'Pause updates'
    })
    return button
  }

  async refresh() {
    if (this.isPaused || this.isFetching || document.hidden) {
      return
    }
    this.isFetching = true
    try {
      const answer = await fetch(this.address, { headers: { accept: 'text/html' } })
      if (answer.redirected) {
        // The session has ended: the page itself leads to signing in.
        location.reload()
      } else if (answer.ok) {
        this.show(await answer.text())
      }
    } catch {
      // The server is away for a moment: the next turn tries again.
    } finally {
      this.isFetching = false
    }
  }

  show(text) {
    if (text === this.text) {
      return
    }
    this.text = text
    const before = references(this.list)
    const focused = this.list.contains(document.activeElement) ? document.activeElement.getAttribute('href') : null
    this.list.innerHTML = text
    if (focused) {
      this.list.querySelector(`a[href="${CSS.escape(focused)}"]`)?.focus()
    }
    const added = [...references(this.list)].filter((reference) => !before.has(reference)).length
    if (added > 0 && this.status) {
      this.status.textContent = counted(added)
    }
  }
}

for (const root of document.querySelectorAll('[data-live]')) {
  new LiveList(root)
}
