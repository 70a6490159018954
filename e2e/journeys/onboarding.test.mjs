// A partner's way from the first question to a booked Product Demonstration Call, without scripts: every role plays its part in
// a browser of its own, every mail is read from the outbox, and a real client signs a test person in at the sandpit.

import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { withCast } from '../support/cast.mjs'
import { newestMessage } from '../support/outbox.mjs'
import { DATABASES, openWorld } from '../support/world.mjs'
import * as application from '../walk/application.mjs'
import * as board from '../walk/board.mjs'
import * as calls from '../walk/calls.mjs'
import * as discovery from '../walk/discovery.mjs'
import * as others from '../walk/others.mjs'
import * as people from '../walk/people.mjs'
import { startRelyingParty } from '../relying-party/openid-client.mjs'

// Both at once: while one waits for its pages, the other reads its own.
describe('a partner on the way to NHS login', { concurrency: DATABASES.length }, () => {
  for (const database of DATABASES) {
    describe(`with ${database}`, () => {
      let world, service

      before(async () => {
        world = await openWorld({ database, rehearsal: true })
        service = Object.assign(await startRelyingParty(), { name: people.PRODUCT })
      })
      after(async () => {
        await service?.stop()
        await world?.close()
      })

      test('from the first question to a booked Product Demonstration Call', () => {
        const journey = (cast) => walk(new Walk(world.slipway, service, cast))
        return withCast(world, people.EMAILS, journey, { javaScript: false })
      })
    })
  }
})

async function walk(on) {
  await people.appointStaff(on)
  await application.checkEligibility(on)
  await application.start(on)
  await people.inviteColleagues(on)
  await application.apply(on)
  await application.discuss(on)
  await calls.holdCall(on, 'application-review', 'Application Review Call', 'ready-for-board')
  await board.report(on)
  await board.decide(on)
  await discovery.signInAtTheSandpit(on)
  await discovery.chooseLevelAndScopes(on)
  await discovery.addEvidence(on)
  await others.review(on)
  await others.audit(on)
  await others.answerForSafety(on)
  await others.readBeforeSigning(on)
  await others.lookAhead(on)
  await discovery.planAndProceed(on)
  await discovery.fillInChecklist(on)
  await discovery.isTickedByItself(on)
  await calls.holdCall(on, 'preparation', 'Preparation Call', 'ready')
  await calls.bookCall(on, 'product-demonstration', 'Product Demonstration Call')
  await lookBack(on)
}

async function lookBack({ partner, home, slipway }) {
  await partner.goTo(`${home}/gates/demonstration-call`)
  assert.doesNotMatch(await partner.text(), /What is left/)
  const { gates } = await slipway.command('gates', '--integration', home.split('/').at(-1))
  const gate = gates.find((one) => one.gate === 'demonstration-call')
  assert.equal(gate.met, true, 'the command line says the same')
  const verified = await slipway.command('verify')
  assert.deepEqual([verified.integrations, verified.broken], [1, []], 'the log holds')
}

/** Everybody, with what they have in common. */
class Walk {
  constructor(slipway, service, cast) {
    Object.assign(this, { slipway, service, ...cast })
  }

  /** The newest mail to somebody has this subject and this sentence. */
  async mailTo(person, { subject, says }) {
    const mail = await newestMessage(this.slipway, person.email)
    const got = `the newest mail to ${person.email} is: ${mail.subject}\n${mail.text}`
    const isIt = subject instanceof RegExp ? subject.test(mail.subject) : mail.subject === subject
    assert.ok(isIt, `${got}\nIts subject is not ${subject}`)
    assert.ok(mail.text.includes(says), `${got}\nIt does not say: ${says}`)
  }
}
