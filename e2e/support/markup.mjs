// HTML as the server sent it, judged by html-validate: its standard rules and its accessibility rules.

import { HtmlValidate, StaticConfigLoader } from 'html-validate'

/** Working out what a configuration means takes longer than judging a page by it, and ours is one for all pages. */
class OneConfiguration extends StaticConfigLoader {
  #resolved

  getConfigFor(...about) {
    this.#resolved ??= super.getConfigFor(...about)
    return this.#resolved
  }
}

const rules = {
  root: true,
  extends: ['html-validate:standard', 'html-validate:a11y'],
  rules: {
    // The NHS design system writes role="banner" and role="contentinfo" for screen readers that need it.
    'no-redundant-role': 'off',
    // The header's buttons have no type there either: one is the only one of its form, the other has no form.
    'no-implicit-button-type': 'off',
    // A link that looks like a button is one to screen readers too, and what scrolls is a region, as the design system
    // has them.
    'prefer-native-element': ['error', { exclude: ['button', 'region'] }],
  },
}

const validator = new HtmlValidate(new OneConfiguration(rules))

/** @returns {Promise<string[]>} one line for each problem */
export async function problemsInHtml(html) {
  const report = await validator.validateString(html)
  const messages = report.results.flatMap((result) => result.messages)
  return messages.map(
    ({ line, column, ruleId, message }) => `line ${line}, column ${column}: ${message} (${ruleId})`,
  )
}
