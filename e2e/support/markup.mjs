// HTML as the server sent it, judged by html-validate: its standard rules and its accessibility rules.

import { HtmlValidate } from 'html-validate'

const validator = new HtmlValidate({ root: true, extends: ['html-validate:standard', 'html-validate:a11y'] })

/** @returns {Promise<string[]>} one line for each problem */
export async function problemsInHtml(html) {
  const report = await validator.validateString(html)
  const messages = report.results.flatMap((result) => result.messages)
  return messages.map(
    ({ line, column, ruleId, message }) => `line ${line}, column ${column}: ${message} (${ruleId})`,
  )
}
