// The relying party's pages: plain, but correct HTML, so that the checks of a visit hold on every page of it.

export function escape(text) {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}

export function html(response, body, status = 200) {
  response.writeHead(status, { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' })
  response.end(`<!DOCTYPE html>
<html lang="en">
  <head><title>A partner's service</title><meta name="viewport" content="width=device-width, initial-scale=1">
    <style>pre { white-space: pre-wrap; overflow-wrap: anywhere }</style></head>
  <body><main><h1>A partner's service</h1>${body}</main></body>
</html>
`)
}

export function startPage() {
  return '<p><a href="/login">Continue to NHS login</a></p>'
}

/** The outcome as JSON in `#outcome`: the claims of the person, or `error` and `error_description`. */
export function resultPage(outcome) {
  const json = escape(JSON.stringify(outcome, null, 2))
  return `<p><a href="/refresh">Refresh</a></p><pre id="outcome">${json}</pre>`
}
