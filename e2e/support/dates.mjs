// Days as people choose and type them.

export const DAY = 24 * 60 * 60 * 1000

/** That day or the next that is none of a weekend nor of the holidays at the turn of the year. */
export function workingDay(moment) {
  const day = new Date(moment)
  const isFree = () =>
    [0, 6].includes(day.getUTCDay()) ||
    (day.getUTCMonth() === 11 && day.getUTCDate() > 23) ||
    (day.getUTCMonth() === 0 && day.getUTCDate() < 4)
  while (isFree()) day.setUTCDate(day.getUTCDate() + 1)
  day.setUTCHours(0, 0, 0, 0)
  return day
}

/** Fills in the three boxes of a date. */
export async function fillBoxes(boxes, date) {
  const parts = [date.getUTCDate(), date.getUTCMonth() + 1, date.getUTCFullYear()]
  for (const [index, part] of parts.entries()) await boxes.nth(index).fill(String(part))
}

/** The same by the name that the boxes share. */
export function fillDate(page, name, date) {
  return fillBoxes(page.locator(`[name^="${name}["]`), date)
}

/** A date as pages write it: `3 December 2026`. */
export function inWords(date) {
  return date.toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' })
}
