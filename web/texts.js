// The words of the page, in the cardholder's language as far as there is one.
import { arabic } from './texts/ar.js';
import { english } from './texts/en.js';

/** @typedef {keyof typeof english} Key */
/** @typedef {Record<Key, string>} Texts */

/** A language: its file in texts/ and a line here. @type {Record<string, { texts: Texts, dir: 'ltr' | 'rtl' }>} */
const LANGUAGES = {
  en: { texts: english, dir: 'ltr' },
  ar: { texts: arabic, dir: 'rtl' },
};

/** The first language of the browser that is here. */
function language() {
  for (const tag of navigator.languages) {
    const name = tag.split('-', 1)[0]?.toLowerCase() ?? '';
    if (Object.hasOwn(LANGUAGES, name)) return name;
  }
  return 'en';
}

const name = language();
const { texts, dir } = LANGUAGES[name] ?? { texts: english, dir: 'ltr' };

/** Puts every text of the page into the language. */
export function speak() {
  const page = document.documentElement;
  page.lang = name;
  page.dir = dir;
  const operation = page.dataset.operation || 'undefined';
  for (const element of document.querySelectorAll('[data-text]')) {
    const key = element.getAttribute('data-text') ?? '';
    // These two say what the page is for.
    const whole = key === 'title' || key === 'failed' ? `${key}-${operation}` : key;
    element.textContent = text(whole);
  }
}

/**
 * The text, with the values in the places of their names.
 *
 * @param {string} key
 * @param {Record<string, number>} [values]
 */
export function text(key, values = {}) {
  const words = Object.hasOwn(texts, key) ? texts[/** @type {Key} */ (key)] : texts['title-undefined'];
  return words.replace(/\{(\w+)\}/g, (_, value) => String(values[value] ?? ''));
}
