import type { SecretRange } from './range.ts';

/** A Korean resident or alien registration number: birth date, hyphen, century and sex digit 1 to 8, six digits. */
const resident = /(?<![\w-])(\d{2})(\d{2})(\d{2})-(?:[1-8]\d{6}|[1-8]\*{6})(?![\w-])/g;

/** The same without the hyphen, only behind a word that may name it: Korean ones are bytes here, whatever the encoding. */
const namedResident =
  /(?:[^\0-\x7f]{4,60}|jumin\w{0,20}|ssn|rrn|resident\w{0,20})["']?\s{0,3}[=:]\s{0,3}["']?\d{2}(\d{2})(\d{2})[1-8]\d{6}(?!\d)/gi;

const isDate = (month: string, day: string): boolean =>
  Number(month) >= 1 && Number(month) <= 12 && Number(day) >= 1 && Number(day) <= 31;

function* residents(text: string): Generator<SecretRange> {
  for (const match of text.matchAll(resident)) {
    const [whole, , month = '', day = ''] = match;
    if (isDate(month, day)) yield { context: match.index, start: match.index, end: match.index + whole.length };
  }
  for (const match of text.matchAll(namedResident)) {
    const [whole, month = '', day = ''] = match;
    const end = match.index + whole.length;
    if (isDate(month, day)) yield { context: match.index, start: end - 13, end };
  }
}

/**
 * ISO/IEC 7812 numbers of 14 to 16 digits as the schemes issue them (Visa 4, Mastercard 51-55 and 2221-2720, Amex 34/37, Diners 30/36/38, JCB 35,
 * Discover 6, UnionPay 62, Korean domestic 9), whole or in groups. Times in milliseconds to nanoseconds begin with 1.
 */
const card =
  /(?<![\w.@+-])(?:[2-69]\d{3}(?<gap>[ -]?)\d{4}\k<gap>\d{4}\k<gap>\d{4}|3[47]\d{2}(?<amex>[ -]?)\d{6}\k<amex>\d{5}|3[068]\d{2}(?<diners>[ -]?)\d{6}\k<diners>\d{4})(?![\w@-]|\.\d)/g;

const isIssued = (digits: string): boolean =>
  !digits.startsWith('2') || (Number(digits.slice(0, 4)) >= 2221 && Number(digits.slice(0, 4)) <= 2720);

/** The check digit of ISO/IEC 7812-1 annex B. */
const passesLuhn = (digits: string): boolean => {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits[digits.length - 1 - i]);
    const doubled = i % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
};

function* cards(text: string): Generator<SecretRange> {
  for (const match of text.matchAll(card)) {
    const digits = match[0].replace(/[ -]/g, '');
    if (isIssued(digits) && passesLuhn(digits))
      yield { context: match.index, start: match.index, end: match.index + match[0].length };
  }
}

/** Korean mobile and area numbers with hyphens or behind +82, mobile numbers without; international ones (E.164) with a plus and gaps. */
const phone =
  /(?<![\w.+-])(?:(?:\+82[ -]?\(?0?\)?1[016789]|01[016789])[ -]?\d{3,4}[ -]?\d{4}|(?:\+82[ -]?)?0?(?:2|[3-6]\d|70)-\d{3,4}-\d{4}|\+[1-9]\d{0,2}[ -]\(?\d{1,4}\)?(?:[ -]\d{2,4}){2,4})(?![\w-]|\.\d)/g;

function* phones(text: string): Generator<SecretRange> {
  for (const match of text.matchAll(phone))
    yield { context: match.index, start: match.index, end: match.index + match[0].length };
}

/** Numbers that name a person, in the lines of a log: resident numbers, payment cards, telephones. */
export function* personalNumbers(text: string): Generator<SecretRange> {
  yield* residents(text);
  yield* cards(text);
  yield* phones(text);
}
