// What the partner answers: a service that is eligible, and needs no more than an e-mail address.

export const ELIGIBLE = {
  people: 'england',
  users: 'patients',
  benefit: 'yes',
  free: 'yes',
  live: 'yes',
  'own-login': 'yes',
  contract: 'yes',
  commissioner: 'icb',
  'one-off': 'no',
  apis: ['none'],
  'gp-credentials': 'no',
}

export const APPLICATION = {
  hosting: ['uk'],
  processing: ['uk'],
  deployment: ['england'],
  level: 'P0',
  information: ['email'],
  ai: 'no',
}

export const LEVEL = {
  sensitive: 'no',
  'nhs-number': 'none',
  'gp-credentials': 'no',
  'own-login': 'no',
  'no-verification': 'no',
}

export const CHECKLIST = {
  demonstration: 'live',
  channels: ['web'],
  features: ['none'],
  isms: 'yes',
  'clinical-safety': 'yes',
  'medical-device': 'no',
}
